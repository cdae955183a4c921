"""Values in, styled text out."""
