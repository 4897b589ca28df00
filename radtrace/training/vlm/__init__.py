"""Vision-language models, trained in stages: gaze, concept, reinforce, adapt, prefer.

Any model that transformers loads as image-text-to-text is trained by the same recipes; `tiny` builds a small
one with random weights that a laptop's CPU trains in minutes.
"""
