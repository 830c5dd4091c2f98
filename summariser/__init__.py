"""News in three lines: an article in, what happened, who acted and who pledged what out."""
