"""Work on many files: batches, their journal, resuming."""
