"""Numbers and days as they are written in sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..data.calendar import Period, day_text, same_date, year_to_date
from ..forecast.yardstick import phrase

HUNDREDS_FROM, TENS_FROM = 1_000, 100
FEWEST_FOR_PERCENT = 100
"""Below so many people a change in percent says little, and is left out."""
MANY = 200
"""From so many percent more, it is said how many times as many."""
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
)  # fmt: skip
TEENS = range(11, 14)
"""Their ordinals end in "th", though they end in one, two or three."""
ROUNDED = "rounded; intervals outward"
"""What the caption of a table of forecasts says of its numbers."""


def about(count: int, *, at_least: int) -> int:
    """Round a forecast, which knows no better, to the nearest hundred (small ones finer).

    One that nobody is expected to add to is the count itself, and exact. One just above the count
    is rounded finer, so that it is neither below the count nor taken for it.

    Parameters
    ----------
    count : int
        People.
    at_least : int
        What has been counted already: rounding must not undercut it.

    Examples
    --------
    >>> about(49_838, at_least=12_699), about(41_472, at_least=41_472), about(57, at_least=7)
    (49800, 41472, 57)
    >>> about(8_421, at_least=8_414)
    8420
    """
    if count <= at_least:
        return at_least
    digits = range(precision(count), 1)
    return next(near for one in digits if (near := round(int(count), one)) > at_least)


def about_text(count: int, *, at_least: int = 0) -> str:
    """Return what `about` gives, with its noun; what is exact is not called "about".

    Examples
    --------
    >>> about_text(49_838), about_text(8_429, at_least=8_429), about_text(0)
    ('about 49,800 people', '8,429 people', '0 people')
    """
    words = people_text(about(count, at_least=at_least))
    return words if count == at_least else f"about {words}"


def outward(low: int, high: int, *, at_least: int) -> tuple[int, int]:
    """Round the ends of an interval as `about` rounds, but the lower one down, the upper one up.

    What the exact interval holds, the rounded one holds; so it holds the rounded median, too.

    Parameters
    ----------
    low, high : int
        The ends, people.
    at_least : int
        What has been counted already: no end is below it.

    Examples
    --------
    >>> outward(41_472, 41_840, at_least=41_472), outward(68, 1_623, at_least=0)
    ((41472, 41900), (68, 1700))
    """
    down, up = (10 ** -precision(end) for end in (low, high))
    top = at_least if high == at_least else -(-int(high) // up) * up
    return max(int(low) // down * down, at_least), top


def ends_text(low: int, high: int) -> str:
    """Return the ends of an interval in words; one number where there is no other.

    Examples
    --------
    >>> ends_text(41_472, 41_900), ends_text(41_472, 41_472)
    ('41,472 to 41,900', '41,472 only')
    """
    return f"{low:,} to {high:,}" if low < high else f"{low:,} only"


def precision(count: int) -> int:
    """Return the digits that a forecast of so many people is rounded to, as `round` takes them.

    Examples
    --------
    >>> precision(49_838), precision(750), precision(57)
    (-2, -1, 0)
    """
    return -2 if count >= HUNDREDS_FROM else -1 if count >= TENS_FROM else 0


def signed(change: int) -> str:
    """Return a change with its sign; no change has none.

    Examples
    --------
    >>> signed(3_149), signed(-20), signed(0)
    ('+3,149', '-20', '0')
    """
    return f"{change:+,}" if change else "0"


def people_text(count: int) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> people_text(1), people_text(12_699)
    ('1 person', '12,699 people')
    """
    return "1 person" if count == 1 else f"{count:,} people"


def none_or(count: int) -> str:
    """Return a count that stands in brackets or after "against": zero in a word.

    Examples
    --------
    >>> none_or(27_997), none_or(0)
    ('27,997', 'none')
    """
    return f"{count:,}" if count else "none"


def beside(count: int, now: int) -> str:
    """Return a count that another is set beside: a tie is said, and zero in a word.

    Examples
    --------
    >>> beside(716, 405), beside(0, 405), beside(0, 0), beside(405, 405)
    ('716', 'none', 'none', 'as many')
    """
    return "as many" if count == now and count else none_or(count)


def boats_text(count: int) -> str:
    """Return a count of boats with its noun.

    Examples
    --------
    >>> boats_text(1), boats_text(234)
    ('1 boat', '234 boats')
    """
    return "1 boat" if count == 1 else f"{count:,} boats"


def arrived(count: int, *, has: bool = False) -> str:
    """Return the beginning of a sentence on people who arrived, or have arrived.

    Examples
    --------
    >>> arrived(65), arrived(1, has=True), arrived(0, has=True)
    ('65 people arrived', '1 person has arrived', 'Nobody has arrived')
    """
    verb = ("has " if count in {0, 1} else "have ") if has else ""
    return f"{people_text(count) if count else 'Nobody'} {verb}arrived"


def short(day: date) -> str:
    """Return a day without its year, such as ``14 May``."""
    return day_text(day, with_year=False)


def span_text(period: Period) -> str:
    """Return a period in words, as short as may be.

    Examples
    --------
    >>> span_text(Period(date(2026, 9, 1), date(2026, 9, 30)))
    '1 to 30 September 2026'
    >>> span_text(Period(date(2026, 12, 28), date(2027, 1, 3)))
    '28 December 2026 to 3 January 2027'
    """
    start, end = period.start, period.end
    if start == end:
        return day_text(end)
    if start.year != end.year:
        return f"{day_text(start)} to {day_text(end)}"
    first = str(start.day) if start.month == end.month else short(start)
    return f"{first} to {day_text(end)}"


def since_new_year(day: date) -> str:
    """Return the days from 1 January to a day, without the year.

    Examples
    --------
    >>> since_new_year(date(2025, 5, 14)), since_new_year(date(2025, 1, 1))
    ('from 1 January to 14 May', 'on 1 January')
    """
    return dates_text(year_to_date(day))


def of_every_year(day: date) -> str:
    """Return the end of a caption on the days to the same date of every year.

    Examples
    --------
    >>> of_every_year(date(2024, 2, 28)), of_every_year(date(2024, 2, 29))
    ('of every year', 'of every year, or 28 February where there is none')
    """
    same = same_date(day, day.year - 1)
    leap = "" if same.day == day.day else f", or {short(same)} where there is none"
    return f"of every year{leap}"


def dates_text(period: Period) -> str:
    """Return the dates of a period within a year, without that year.

    Examples
    --------
    >>> dates_text(Period(date(2025, 1, 1), date(2025, 1, 7)))
    'from 1 to 7 January'
    """
    start, end = period.start, period.end
    if start == end:
        return f"on {short(end)}"
    return f"from {start.day if start.month == end.month else short(start)} to {short(end)}"


def over(period: Period) -> str:
    """Return a period as the end of a sentence on what happened in it.

    Examples
    --------
    >>> over(Period(date(2025, 12, 29), date(2026, 1, 4)))
    'from 29 December 2025 to 4 January 2026'
    >>> over(Period(date(2026, 1, 4), date(2026, 1, 4)))
    'on 4 January 2026'
    """
    return f"{'on' if period.days == 1 else 'from'} {span_text(period)}"


def years_text(period: Period) -> str:
    """Return the year of a period, or both where New Year lies in it.

    Examples
    --------
    >>> years_text(Period(date(2025, 5, 5), date(2025, 5, 11)))
    '2025'
    >>> years_text(Period(date(2025, 12, 29), date(2026, 1, 4)))
    '2025 to 2026'
    """
    first, last = period.start.year, period.end.year
    return f"{last}" if first == last else f"{first} to {last}"


def date_in(day: date, year: int, *, this: str = "this date") -> str:
    """Name the same date of another year; 28 February stands for the 29th where there is none.

    Examples
    --------
    >>> date_in(date(2025, 5, 14), 2024), date_in(date(2024, 2, 29), 2023)
    ('this date in 2024', '28 February 2023')
    """
    same = same_date(day, year)
    return f"{this} in {year}" if same.day == day.day else day_text(same)


def listed(items: Sequence[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["2 May"]), listed(["2 May", "3 May", "9 May"])
    ('2 May', '2 May, 3 May and 9 May')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def ordinal(rank: int) -> str:
    """Return a place in words, from the tenth on in figures.

    Examples
    --------
    >>> ordinal(2), ordinal(12), ordinal(22)
    ('second', '12th', '22nd')
    """
    if rank <= len(ORDINALS):
        return ORDINALS[rank - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{'th' if rank % 100 in TEENS else ending}"


def change_percent(now: int, before: int) -> int | None:
    """Return a change in whole percent; None where what it is measured against is small.

    Examples
    --------
    >>> change_percent(15_897, 27_997), change_percent(5, 60)
    (-43, None)
    """
    return None if before < FEWEST_FOR_PERCENT else round(100 * (now - before) / before)


def change_text(now: int, before: int) -> str:
    """Return how one count compares with another, up to the word "than" or "as".

    Examples
    --------
    >>> change_text(15_897, 27_997), change_text(12_699, 9_550), change_text(65, 61)
    ('43% fewer', '33% more', '4 more')
    >>> change_text(61, 61), change_text(1_001, 1_000), change_text(42_234, 8_059)
    ('as many', 'about as many', '5.2 times as many')
    """
    if now == before:
        return "as many"
    percent = change_percent(now, before)
    if percent is not None and percent >= MANY:
        return f"{now / before:,.1f} times as many"
    if percent == 0:
        return "about as many"
    size = f"{abs(now - before):,}" if percent is None else f"{abs(percent):,}%"
    return f"{size} {'more' if now > before else 'fewer'}"


def than(now: int, before: int) -> str:
    """Return the same with the word that joins it to what it is compared with.

    Examples
    --------
    >>> than(15_897, 27_997), than(61, 61)
    ('43% fewer than', 'as many as')
    """
    words = change_text(now, before)
    return f"{words} {'as' if words.endswith('many') else 'than'}"


def chance_that(probability: float, clause: str) -> str:
    """Return a sentence on how likely something is, in words and number.

    Examples
    --------
    >>> chance_that(0.03, "2026 passes the record")
    'There is a remote chance (3%) that 2026 passes the record.'
    >>> chance_that(0.615, "2025 passes the record")
    'It is likely (62%) that 2025 passes the record.'
    """
    words = phrase(probability)
    noun = words.startswith(("remote chance", "realistic possibility"))
    return f"{'There is a' if noun else 'It is'} {words} that {clause}."
