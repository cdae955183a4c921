"""The app and its one screen, put together."""
