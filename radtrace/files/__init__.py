"""Text, JSON, CSV and JSON Lines files: reading with plain errors, writing in one step, locks."""
