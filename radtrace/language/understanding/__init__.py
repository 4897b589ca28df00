"""Report text to mentions: tokens, tags, clauses, what is said of what."""
