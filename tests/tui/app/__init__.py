"""The app as a whole: its pictures, its terminal, its mistakes, its settings."""
