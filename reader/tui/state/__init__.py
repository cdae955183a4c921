"""The state of the list screen: rows, selection, arrangement, history. Knows no widgets."""
