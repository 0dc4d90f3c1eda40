"""Probabilities in figures and in words: every sentence has both, as `phrase` gives them.

The words are those of the PHIA probability yardstick of the UK's Professional Head of
Intelligence Assessment. It leaves gaps between its seven ranges; a probability in a gap takes the
words of the nearer range.
"""

from __future__ import annotations

# Upper end (exclusive) of each range, gaps split in the middle.
_YARDSTICK = (
    (0.075, "remote chance"),
    (0.225, "highly unlikely"),
    (0.375, "unlikely"),
    (0.525, "realistic possibility"),
    (0.775, "likely"),
    (0.925, "highly likely"),
)
_TOP = "almost certain"


def yardstick(probability: float) -> str:
    """Return the words of the PHIA yardstick.

    Examples
    --------
    >>> yardstick(0.03), yardstick(0.5), yardstick(0.62)
    ('remote chance', 'realistic possibility', 'likely')
    """
    return next((words for end, words in _YARDSTICK if probability < end), _TOP)


def percent(probability: float) -> str:
    """Return a whole percent, never a false 0% or 100%.

    Examples
    --------
    >>> percent(0.0001), percent(0.615), percent(0.9999)
    ('<1%', '62%', '>99%')
    """
    whole = round(100 * probability)
    if probability < 0.01:  # noqa: PLR2004
        return "<1%"
    return ">99%" if probability > 0.99 else f"{whole}%"  # noqa: PLR2004


def phrase(probability: float) -> str:
    """Return words and number together.

    Examples
    --------
    >>> phrase(0.615)
    'likely (62%)'
    """
    return f"{yardstick(probability)} ({percent(probability)})"
