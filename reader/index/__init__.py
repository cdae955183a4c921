"""What the archive's file holds: items, lists, and the index that finds papers by words."""
