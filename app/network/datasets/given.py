"""Where `notebook_data` was before, and what it was called: cases written then still run."""

from __future__ import annotations

from app.network.datasets.notebook_data import notebook_data as given_data

__all__ = ["given_data"]
