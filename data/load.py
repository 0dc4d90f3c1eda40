"""One call to the figures: the newest ones known, or those of any file."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import pandas as pd

from .errors import (
    InconsistentDataError,
    NoFiguresError,
    OptionError,
    SourceNotFoundError,
    UnreadableSourceError,
)
from .publications import MAX_BYTES, Publication, read_bytes
from .years import through

__all__ = ["Source", "load", "read_publication"]

QUARTERS = 4
PROVENANCE = ("kind", "title", "url", "published", "retrieved", "sha256", "through")

Source = str | Path | IO[bytes]


def load(source: Source | None = None, *, as_of: date | str | None = None) -> pd.DataFrame:
    """Load the daily table.

    Parameters
    ----------
    source : path or open binary file, optional
        An official publication or a tidy CSV (``date,arrivals[,boats]``); its format is told
        from its content. The newest figures known where it is left out.
    as_of : date or ISO string, optional
        Only days up to this one.

    Returns
    -------
    pandas.DataFrame
        Index ``date`` (every day, no gaps); ``arrivals`` (people, int64), ``boats`` (int64, or
        Int64 with ``<NA>`` where the source records none), ``status`` ("provisional"; "revised"
        where the publication marks the day so; "final" where the day lies in a quarter whose
        final figure is published and equals the sum of its days).
        ``attrs["provenance"]`` lists the publications behind it; ``attrs["final_totals"]``, where
        they are known, gives the final figures of whole years.

    Raises
    ------
    CrossingsError
        If the source is not there, is not understood, or contradicts itself, or the figures do
        not reach `as_of`; see `crossings.data.errors`.

    Examples
    --------
    >>> from crossings.data import load
    >>> int(load(as_of="2025-05-12").loc["2025"].arrivals.sum())
    12407
    """
    if source is None:
        daily = _embedded()
    else:
        publication = read_publication(source)
        if publication.daily is None:
            raise NoFiguresError(
                f"a publication of kind {publication.kind}, without daily figures",
                expected="the time series or a tidy CSV",
                where=str(source) if isinstance(source, str | Path) else publication.title,
            )
        daily = publication.daily
        daily.attrs["provenance"] = [publication.provenance()]
    return through(daily, as_of).copy()


def read_publication(source: Source) -> Publication:
    """Read one official publication, or a tidy CSV.

    Parameters
    ----------
    source : path or open binary file
        Its format is told from its content.

    Returns
    -------
    Publication

    Raises
    ------
    UnknownFormatError, NoFiguresError, InconsistentDataError
        If the content is not understood, holds no figures, or contradicts itself.
    SourceNotFoundError, UnreadableSourceError
        If there is no such file, or it cannot be read.
    """
    if not isinstance(source, str | Path) and not hasattr(source, "read"):
        raise OptionError(
            f"a {type(source).__name__}", expected="a path or an open binary file", where="source"
        )
    given = source if isinstance(source, str | Path) else getattr(source, "name", None)
    name = Path(given).name if isinstance(given, str | Path) else "the file given"
    try:
        if isinstance(source, str | Path):
            with Path(source).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        else:
            content = source.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise SourceNotFoundError(
            "no such file",
            expected="a publication or a tidy CSV",
            where=str(given) or "an empty file name",
        ) from error
    except IsADirectoryError as error:
        raise SourceNotFoundError(
            "a folder", expected="one file", where=str(given) or "an empty file name"
        ) from error
    except (OSError, ValueError) as error:  # a ValueError: a closed file, a NUL in a name
        raise UnreadableSourceError(
            f"cannot be read ({getattr(error, 'strerror', None) or error})",
            where=str(given or name),
        ) from error
    if not isinstance(content, bytes):
        raise OptionError("a file opened as text", expected="one opened as binary", where=name)
    return read_bytes(content, name=name)


@lru_cache(maxsize=1)
def _embedded() -> pd.DataFrame:
    """Return the figures that ship with the package, checked like any others."""
    folder = files(__package__) / "official"
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    sources = {source["kind"]: source for source in package["sources"]}
    daily = read_bytes((folder / "daily.csv").read_bytes(), name="daily.csv").daily
    if daily is None:
        raise InconsistentDataError("no daily figures", where="daily.csv")
    quarterly = pd.read_csv(
        folder.joinpath("quarterly.csv").open("rb"), parse_dates=["quarter_ending"]
    )
    _mark_final(daily, quarterly.set_index("quarter_ending")["arrivals"])
    years = quarterly.groupby("year")["arrivals"].agg(["sum", "size"])
    daily.attrs["final_totals"] = {
        int(year): int(people) for year, people in years["sum"][years["size"] == QUARTERS].items()
    }
    daily.attrs["provenance"] = [
        {key: sources[kind][key] for key in PROVENANCE} for kind in ("time-series", "quarterly")
    ]
    return daily


def _mark_final(daily: pd.DataFrame, quarterly: pd.Series) -> None:
    """Set the status of the days whose quarters are final and agree with them."""
    sums = daily["arrivals"].resample("QE").sum()
    agreed = sums.index[sums == quarterly.reindex(sums.index)]
    days = daily.index.to_period("Q").end_time.normalize().isin(agreed)
    daily.loc[days & (daily["status"] == "provisional").to_numpy(), "status"] = "final"
