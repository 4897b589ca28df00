"""The terms a reward is made of: each compares an answer with the truth and gives a number in [0, 1]."""
