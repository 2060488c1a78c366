"""Keeps the index of source and documents up to date."""

from __future__ import annotations


class Library:
    """What can be looked up in the source tree and the documents."""
