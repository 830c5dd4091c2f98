"""What was asked, parsed (Command), and what we answer, unrendered (Reply).

Nothing here knows a platform. Adapters call `parse` and `Answerer.answer` and render the parts.
"""
