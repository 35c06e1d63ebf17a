"""The widgets of the sentiment page."""
