"""The outside world: what the Hugging Face Daily Papers say, and the built-in sample of it."""
