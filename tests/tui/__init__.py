"""Tests of the app, most of them through Textual's Pilot."""
