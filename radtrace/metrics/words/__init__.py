"""Text metrics: n-grams, longest common subsequence, word matching."""
