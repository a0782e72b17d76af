"""The nouns of mitag; nothing here needs more than the standard library."""
