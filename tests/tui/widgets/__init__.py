"""The list, the panes and the bars."""
