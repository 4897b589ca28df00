"""Vision-language readers: image size, prompts, and how answers become Readings."""
