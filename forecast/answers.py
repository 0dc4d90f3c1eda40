"""What a forecast answers: as JSON types, and as flat rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..data.calendar import Day, Period, as_date
from ..data.errors import OptionError
from . import yardstick
from .distribution import LEVELS, Distribution, whole_number
from .explain import analogue_rows
from .outlook import Outlook

MAX_BINS = 1_000
MAX_PEOPLE = 2**53
"""Floats hold every whole number up to it."""

Row = tuple[str, str, str, float, str]
"""Target, output type, its id, value, and the words of a probability."""


class Questions(NamedTuple):
    """What is asked of a forecast; `YearForecast.to_dict` says more.

    Attributes
    ----------
    thresholds : sequence of int
        Numbers of people: how likely is it that there are more?
    between : sequence of (int, int)
        Pairs of numbers: how likely are as many people as these, or a number between them?
    bins : int or None
        A width: how likely is each bin of so many numbers?
    period : (date, date) or None
        First and last day; None for the year.
    like : bool
        Whether the rest of earlier years is asked for.
    """

    thresholds: Sequence[int] = ()
    between: Sequence[tuple[int, int]] = ()
    bins: int | None = None
    period: tuple[Day, Day] | None = None
    like: bool = False

    @property
    def span(self) -> Period | None:
        """The period that is asked about; None for the year."""
        if self.period is None:
            return None
        if self.like:
            raise OptionError(
                "the rest of a year, of a period", expected="one of the two", argument="like"
            )
        start, end = self.period
        return Period(as_date(start, argument="period"), as_date(end, argument="period"))


@dataclass(frozen=True)
class Chance:
    """The answer to one question.

    Attributes
    ----------
    asked : str
        "thresholds", "between" or "bins".
    low : int
        The threshold, or the lower end.
    high : int or None
        The upper end, which is included; None for a threshold.
    probability : float
        Share of the paths.
    """

    asked: str
    low: int
    high: int | None
    probability: float

    @property
    def phrase(self) -> str:
        """Words and number together."""
        return yardstick.phrase(self.probability)

    @property
    def label(self) -> str:
        """The question in words."""
        if self.high is None:
            return f"More than {self.low:,}"
        if self.low == self.high:
            return f"Exactly {self.low:,}"
        ends = f"{self.low:,} to {self.high:,}"
        return f"From {ends}" if self.asked == "between" else ends

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types."""
        ends = {"low": self.low, "high": self.high} if self.asked != "thresholds" else {}
        asked = ends or {"threshold": self.low}
        return {**asked, "probability": self.probability, "phrase": self.phrase}

    def row(self, target: str) -> Row:
        """Return one flat row."""
        kind = {
            "thresholds": "probability",
            "between": "probability between",
            "bins": "probability of bin",
        }[self.asked]
        which = str(self.low) if self.high is None else f"{self.low}..{self.high}"
        return (target, kind, which, self.probability, self.phrase)


def chances(people: Distribution, asked: Questions) -> list[Chance]:
    """Answer what is asked about a number of people.

    The bins are as wide as is asked and begin at multiples of that; they cover all paths, so that
    their probabilities add up to one.

    Raises
    ------
    OptionError
        If a number of people is not a whole number, the ends of a range are the wrong way round, or
        there would be more than `MAX_BINS` bins.
    """
    found = []
    for threshold in asked.thresholds:
        number = whole_number(threshold, "thresholds", 0, MAX_PEOPLE)
        found.append(Chance("thresholds", number, None, people.probability_above(number)))
    for pair in asked.between:
        if len(pair) != 2:  # noqa: PLR2004
            raise OptionError(f"{pair!r}", expected="two numbers", argument="between")
        low, high = (whole_number(end, "between", 0, MAX_PEOPLE) for end in pair)
        if high < low:
            raise OptionError(
                f"from {low:,} to {high:,}", expected="the lower number first", argument="between"
            )
        found.append(Chance("between", low, high, people.probability_between(low, high)))
    if asked.bins is not None:
        found += _bins(people, whole_number(asked.bins, "bins", 1, MAX_PEOPLE))
    return found


def _bins(people: Distribution, width: int) -> Iterable[Chance]:
    lowest, highest = (people.quantile(end) // width * width for end in (0.0, 1.0))
    number = (highest - lowest) // width + 1
    if number > MAX_BINS:
        raise OptionError(
            f"bins of {width:,}, of which there would be {number:,}",
            expected=f"{MAX_BINS:,} bins at most",
            argument="bins",
            fix="Choose a larger number.",
        )
    table = people.histogram(np.arange(number + 1) * width + lowest)
    for low, end, probability in table.itertuples(index=False):
        yield Chance("bins", int(low), int(end) - 1, float(probability))


def as_dict(outlook: Outlook, asked: Questions) -> dict[str, Any]:
    """Return a forecast as JSON types; see `YearForecast.to_dict`."""
    span = asked.span
    head: dict[str, Any] = {"as_of": outlook.as_of.isoformat()}
    if span is None:
        head |= {"year": outlook.year, "year_to_date": outlook.year_to_date}
    head |= {"model": outlook.model, "n_paths": outlook.n_paths, "seed": outlook.seed}
    if span is None:
        people = outlook.total
        head |= {"total": _numbers(people), "record": _record(outlook)}
    else:
        people = outlook.period(span.start, span.end)
        head["period"] = {
            "start": span.start.isoformat(),
            "end": span.end.isoformat(),
            "days": span.days,
            "known_days": span.days_to(outlook.as_of),
            "counted": outlook.counted_in(span),
            **_numbers(people),
        }
    head["provenance"] = deepcopy(outlook.provenance)
    for chance in chances(people, asked):
        head.setdefault(chance.asked, []).append(chance.to_dict())
    if asked.like:
        head["like"] = analogue_rows(outlook)
    return head


def as_frame(outlook: Outlook, asked: Questions) -> pd.DataFrame:
    """Return a forecast as flat rows; see `YearForecast.to_frame`."""
    span = asked.span
    rows: list[Row] = []
    if span is None:
        people = outlook.total
        names: dict[str, str | int] = {"as_of": str(outlook.as_of), "year": outlook.year}
        names["model"] = outlook.model
        rows.append(("year to date", "observed", "", outlook.year_to_date, ""))
    else:
        people = outlook.period(span.start, span.end)
        names = {"as_of": str(outlook.as_of), "start": str(span.start), "end": str(span.end)}
        names["model"] = outlook.model
        rows.append(("counted", "observed", "", outlook.counted_in(span), ""))
    rows.append(("total", "mean", "", round(people.mean, 1), ""))
    rows += [("total", "quantile", f"{q:g}", people.quantile(q), "") for q in LEVELS]
    if span is None:
        for target, record in (("record", outlook.record), ("final record", outlook.final_record)):
            if record:
                rows.append((target, "threshold", "", record.threshold, ""))
                rows.append((target, "probability", "", record.probability, record.phrase))
    rows += [chance.row("total") for chance in chances(people, asked)]
    if asked.like:
        for one in analogue_rows(outlook):
            year = str(one.pop("year"))
            rows += [("like", kind, year, float(value), "") for kind, value in one.items()]
    columns = ["target", "output_type", "output_type_id", "value", "phrase"]
    frame = pd.DataFrame(rows, columns=columns).astype({"value": "float64"})
    for at, (name, value) in enumerate(names.items()):
        frame.insert(at, name, value)
    return frame


def _numbers(people: Distribution) -> dict[str, Any]:
    return {
        "mean": round(people.mean, 1),
        "median": people.median,
        "quantiles": {f"{q:g}": people.quantile(q) for q in LEVELS},
    }


def _record(outlook: Outlook) -> dict[str, Any] | None:
    record, final = outlook.record, outlook.final_record
    if not record:
        return None
    return {
        "threshold": record.threshold,
        "set_in": record.set_in,
        "probability": record.probability,
        "phrase": record.phrase,
        "final": {
            "threshold": final.threshold,
            "probability": final.probability,
            "phrase": final.phrase,
        }
        if final
        else None,
    }
