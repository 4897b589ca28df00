"""Images: chest films now."""
