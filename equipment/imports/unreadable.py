"""The refusal of a whole file."""

from __future__ import annotations


class UnreadableFile(Exception):  # noqa: N818  # it reads as what it says
    """Its message says to a person what is wrong with the file and what to do."""
