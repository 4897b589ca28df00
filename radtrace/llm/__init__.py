"""Chat with a language model over HTTP."""
