"""What is listed, marked and typed, and where the cursor is; knows no widgets."""
