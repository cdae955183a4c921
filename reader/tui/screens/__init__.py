"""The screens that stand before the list until a key closes them."""
