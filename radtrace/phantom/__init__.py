"""Chest films that are drawn, with exactly known truth; for tests, demonstrations and proofs."""
