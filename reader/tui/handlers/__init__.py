"""What each key does: a method for every action, in classes that are given what they touch."""
