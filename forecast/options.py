"""What an option may be."""

from __future__ import annotations

from operator import index

from ..data.errors import OptionError

__all__ = ["whole"]


def whole(value: object, name: str, low: int, high: int) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    OptionError
        If it is none.
    """
    try:
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        number = low - 1
    if isinstance(value, bool) or not low <= number <= high:
        raise OptionError(
            f"{value!r}", expected=f"a whole number from {low:,} to {high:,}", where=name
        )
    return number
