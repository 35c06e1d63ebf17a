"""The layout of a log that nobody declared: found from what the fields of its first lines look like."""

from app.logs.inference.layouts import infer

__all__ = ["infer"]
