"""Discord: our posts, replies and commands there. Translates and decides nothing."""
