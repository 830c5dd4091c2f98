"""Schema versions: the code's own one, and the steps that lead to it."""

HEAD = "0022"
"""The last revision in ``versions``; a test compares."""
