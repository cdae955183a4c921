"""Screens in front of the list, until a key closes them."""
