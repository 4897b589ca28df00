"""radtrace: chest-film reading that shows its work. For research use only."""
