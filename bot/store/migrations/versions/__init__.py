"""One module a schema version, each with its way forward and back."""
