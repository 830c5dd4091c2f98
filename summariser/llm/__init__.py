"""A language model's answer in, what of it the text proves out; nothing here asks anybody."""
