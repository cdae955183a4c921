"""Whole papers: from the pages of arXiv and of Hugging Face to a document, and to text."""
