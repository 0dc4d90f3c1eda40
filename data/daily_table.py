"""The daily table: its columns, types and every check on it, in one place.

A daily table is a DataFrame with an index ``date`` (every day once, in order, no gaps) and the
columns ``arrivals`` (people, int64), ``boats`` (int64; the nullable Int64 with ``<NA>`` where a
source does not record boats: not recorded is not zero) and ``status``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from .calendar import day_text
from .errors import InconsistentDataError, InvalidFigureError, UnknownFormatError

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

STATUSES: Final = ("provisional", "revised", "final")
KNOWN: Final = ("date", "arrivals", "boats", "status")
DAY_NS: Final = 86_400_000_000_000
MAX_COUNT: Final = 1_000_000
"""People (or boats) a day above which a figure is taken for a mistake."""


def daily_table(
    dates: Sequence[date],
    arrivals: Sequence[int],
    boats: Sequence[int | None] | None = None,
    status: Sequence[str] | None = None,
    *,
    where: str,
    rows: Sequence[int] | None = None,
    gaps: bool = False,
) -> pd.DataFrame:
    """Build a checked daily table from columns, in whatever order their rows stand.

    Parameters
    ----------
    dates : sequence of datetime.date
        Each day once.
    arrivals : sequence of int
        People a day.
    boats : sequence of int or None, optional
        Boats a day; None where not recorded.
    status : sequence of str, optional
        Of `STATUSES`; "provisional" where it is left out.
    where : str
        The file, for messages.
    rows : sequence of int, optional
        The row of the file that each day stands in, for messages.
    gaps : bool
        Whether days may be missing, as in a publication whose slips are left out.

    Raises
    ------
    InconsistentDataError
        If a day is missing or given twice, or a count is negative.
    """
    counted = [None] * len(dates) if boats is None else list(boats)
    columns = {
        "arrivals": pd.arrays.NumpyExtensionArray(np.array(list(arrivals), dtype=object)),
        "boats": pd.arrays.NumpyExtensionArray(np.array(counted, dtype=object)),
        "status": pd.Series(["provisional"] * len(dates) if status is None else list(status)).array,
    }
    return _checked(pd.DatetimeIndex(list(dates)), columns, where=where, rows=rows, gaps=gaps)


def check_daily(
    daily: pd.DataFrame,
    *,
    where: str = "daily table",
    rows: Sequence[int] | None = None,
    gaps: bool = False,
) -> pd.DataFrame:
    """Return a daily table in its proper types and order, or say what is wrong with it.

    Only ``arrivals`` is required. The index, or else a column ``date``, holds the days.

    Parameters
    ----------
    daily : pandas.DataFrame
        The candidate; it is not changed.
    where : str
        What it is, for messages.
    rows : sequence of int, optional
        The row of the file that each day stands in, for messages.
    gaps : bool
        As of `daily_table`.

    Raises
    ------
    UnknownFormatError
        If it is no table of days with a column ``arrivals``.
    InvalidFigureError
        If a count is missing, negative, fractional or not a number.
    InconsistentDataError
        If a day is missing or given twice, or a status is unknown.
    """
    if not isinstance(daily, pd.DataFrame):
        raise UnknownFormatError(
            f"a {type(daily).__name__}", expected="a DataFrame as load() gives", where=where
        )
    repeated = [name for name in KNOWN if list(daily.columns).count(name) > 1]
    if repeated:
        raise UnknownFormatError(
            f"the column {repeated[0]} more than once", expected="each column once", where=where
        )
    if "arrivals" not in daily.columns:
        raise UnknownFormatError(
            f"the columns {', '.join(map(str, daily.columns)) or '(none)'}",
            expected="a column arrivals",
            where=where,
        )
    given = daily["date"] if "date" in daily.columns else daily.index
    columns = {name: daily[name].array for name in KNOWN[1:] if name in daily.columns}
    return _checked(given, columns, where=where, rows=rows, gaps=gaps)


def _checked(
    given: pd.Index | pd.Series,
    columns: Mapping[str, ExtensionArray],
    *,
    where: str,
    rows: Sequence[int] | None,
    gaps: bool,
) -> pd.DataFrame:
    """Return a table of columns, in the order of their days."""
    if not len(given):
        raise InconsistentDataError("no rows", expected="at least one day", where=where)
    index = _days(given, where)
    if not index.is_monotonic_increasing:
        order = index.argsort(kind="stable")
        index = index[order]
        columns = {name: values[order] for name, values in columns.items()}
        rows = None if rows is None else [rows[i] for i in order.tolist()]
    _check_consecutive(index, where, rows, gaps=gaps)
    table = {
        name: _statuses(values, index, where)
        if name == "status"
        else _counts(values, index, name, where)
        for name, values in columns.items()
    }
    return pd.DataFrame(table, index=index, copy=False)


def missing_days(daily: pd.DataFrame) -> tuple[date, ...]:
    """Return the days between the first and the last of a table that it has no row for."""
    first, last = daily.index[0], daily.index[-1]
    if (last - first).days + 1 == len(daily):
        return ()
    every = pd.date_range(first, last, freq="D")
    return tuple(every.difference(pd.DatetimeIndex(daily.index)).date)


def longest_run(daily: pd.DataFrame) -> tuple[pd.DataFrame, date | None]:
    """Return the longest run of days without a gap, and the day after it if there are later ones.

    As the store does where nothing held covers a day.
    """
    breaks = np.flatnonzero(np.diff(daily.index.to_numpy()) != np.timedelta64(1, "D")) + 1
    edges = np.concatenate([[0], breaks, [len(daily)]])
    longest = int(np.argmax(np.diff(edges)))
    run = daily.iloc[edges[longest] : edges[longest + 1]]
    if longest == len(edges) - 2:
        return run, None
    return run, (run.index[-1] + pd.Timedelta(days=1)).date()


def _days(given: pd.Index | pd.Series, where: str) -> pd.DatetimeIndex:
    if isinstance(given, pd.PeriodIndex) or isinstance(given.dtype, pd.PeriodDtype):
        periods = pd.PeriodIndex(given)
        if periods.freqstr != "D":
            raise UnknownFormatError(
                f"periods of {periods.freqstr}", expected="one day a row", where=where
            )
        given = periods.to_timestamp()
    if pd.api.types.is_numeric_dtype(given.dtype):
        raise UnknownFormatError(
            f"an index of {given.dtype}",
            expected="an index, or a column date, of days",
            where=where,
        )
    try:
        index = pd.DatetimeIndex(given)
        index = (index.tz_localize(None) if index.tz is not None else index).as_unit("ns")
    except (ValueError, TypeError) as error:
        raise UnknownFormatError(
            f"an index that holds no dates ({error})", expected="one day a row", where=where
        ) from error
    if index.hasnans:
        raise InconsistentDataError(
            f"row {int(np.argmax(index.isna())) + 1} has no date",
            expected="one day a row",
            where=where,
        )
    if (index.asi8 % DAY_NS).any():
        raise InconsistentDataError("times of day", expected="one whole day a row", where=where)
    return index.rename("date")


def _check_consecutive(
    index: pd.DatetimeIndex, where: str, rows: Sequence[int] | None, *, gaps: bool
) -> None:
    steps = np.diff(index.to_numpy()).astype("timedelta64[D]").astype(int)
    wrong = steps == 0 if gaps else steps != 1
    if not wrong.any():
        return
    at = int(np.argmax(wrong)) + 1
    if rows is not None:
        where = f"{where}, row {rows[at]}"
    if steps[at - 1] == 0:
        raise InconsistentDataError(
            f"{day_text(index[at])} is given again", expected="each day once", where=where
        )
    missing = day_text(index[at - 1] + pd.Timedelta(days=1))
    more = int(steps[at - 1]) - 2
    raise InconsistentDataError(
        f"no row for {missing}{f' and {more} more after it' if more else ''}",
        expected="every day, a zero where nobody arrived",
        where=where,
    )


def _counts(
    values: ExtensionArray, index: pd.DatetimeIndex, name: str, where: str
) -> np.ndarray[Any, Any] | ExtensionArray:
    def refuse(row: int, problem: str) -> InvalidFigureError:
        return InvalidFigureError(
            f"{name} on {day_text(index[row])} is {problem}",
            expected="a whole number, zero or more",
            where=where,
        )

    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
    else:
        odd = [isinstance(value, bool | np.bool_ | str) for value in values]
        if any(odd):
            row = odd.index(True)
            raise refuse(row, repr(values[row]))
        try:
            given = pd.to_numeric(np.asarray(values, dtype=object), errors="coerce")
        except OverflowError:
            large = [isinstance(value, int) and value > MAX_COUNT for value in values]
            raise refuse(large.index(True), "too large") from None
        numbers = np.asarray(given, dtype=float)
    known = ~np.isnan(numbers)
    # Boats may be unrecorded; people may not.
    wrong = ~known if name == "arrivals" else ~known & ~pd.isna(values)
    if wrong.any():
        row = int(np.argmax(wrong))
        missing = pd.isna(values[row])
        raise refuse(row, "missing" if missing else repr(values[row]))
    bad = known & ((numbers < 0) | (numbers != np.rint(numbers)) | (numbers > MAX_COUNT))
    if bad.any():
        row = int(np.argmax(bad))
        raise refuse(row, f"{numbers[row]:g}")
    if known.all():
        return numbers.astype("int64")
    return pd.array(numbers, dtype="Float64").astype("Int64")


def _statuses(values: ExtensionArray, index: pd.DatetimeIndex, where: str) -> ExtensionArray:
    unknown = {*values} - {*STATUSES}
    if unknown:
        row = [value in unknown for value in values].index(True)
        raise InconsistentDataError(
            f"status {values[row]!r} on {day_text(index[row])}",
            expected=f"one of {', '.join(STATUSES)}",
            where=where,
        )
    if str(values.dtype) == "str":
        return values.copy()
    return pd.Series(values, dtype=object).astype("str").array
