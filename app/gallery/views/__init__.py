"""The demos, each a compound widget of its own, and what frames them on the page."""
