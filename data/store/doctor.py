"""The doctor of a store: what is held, what is damaged, and a sound copy of what can be read.

A publication is sound or it is not: one that lost a row would be other figures, so a copy has it
whole or not at all. The fingerprint that each was stored with is made again from its figures.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..errors import DamagedStoreError, SourceNotFoundError
from ..publications.spans import span
from ..vintages.holdings import final_from
from .answers import something_else, too_new
from .checks import decoded, quantiles_of
from .condition import Checked, Condition
from .copying import Add, copying, new_file
from .engine import file_of
from .raw import Raw, open_raw
from .reading import has_store, version_of
from .rows import fingerprint_of, held_of
from .tables import FIGURES, LATER, TABLES, VERSION, Table

Rows = list[dict[str, Any]]
DIGEST = re.compile("[0-9a-f]{64}")
MOST_SCANS = 100
"""Publications that are looked for without an index: each takes a look at a whole table."""
MOST_SAID = 5
"""Rows of one publication that are named; the others are counted."""
DAY = timedelta(days=1)


def check(database: str | None = None, *, copy: str | Path | None = None) -> Condition:
    r"""Check a store, and write a sound copy of it where one is asked for.

    Nothing is written to the store itself. For a file, SQLite looks at its pages, indexes and
    references; for every store, each row is decoded, and the fingerprint of each publication is
    made again from its figures.

    Parameters
    ----------
    database : str, optional
        A database URL, or the path of an SQLite file; the environment variable
        ``CROSSINGS_DATABASE_URL`` or else the user's data folder where it is left out.
    copy : path, optional
        A new file to write what is sound to, as a store of this version. Publications that are
        damaged are left out whole, and so are rows of track records (the next report makes them
        again) and, unless all is sound, what was noted of downloads: `crossings update` fetches
        the publications again.

    Returns
    -------
    Condition

    Raises
    ------
    SourceNotFoundError
        If there is no such store.
    NotAStoreError
        If the database belongs to something else, or to a newer version of the package.
    StoreError
        If the database does not answer.
    OptionError, UnwritableOutputError
        If the copy is there already, or cannot be written.

    Examples
    --------
    >>> import io, tempfile
    >>> from datetime import datetime, timezone
    >>> from crossings.data import read_publication
    >>> from crossings.data.store.doctor import check
    >>> from crossings.data.store.store import Store
    >>> publication = read_publication(io.BytesIO(b"date,arrivals\n2025-03-01,120\n"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(f"{folder}/crossings.sqlite")
    ...     _ = store.ingest(publication, retrieved=datetime(2025, 3, 2, tzinfo=timezone.utc))
    ...     store.close()
    ...     condition = check(f"{folder}/crossings.sqlite", copy=f"{folder}/copy.sqlite")
    ...     print(condition.sound, len(check(f"{folder}/copy.sqlite").publications))
    True 1
    """
    target = None if copy is None else new_file(copy)
    path = file_of(database)
    if path is not None and not path.exists():
        raise SourceNotFoundError(
            "no such store",
            expected="a database that crossings made",
            where=str(path),
            fix="To make one: crossings update",
        )
    name = str(path)
    if path is not None and not path.stat().st_size:
        return Condition(name, None, faults=("the file is empty",))
    try:
        with open_raw(database) as (name, raw):
            return _Doctor(name, raw).condition(target)
    except DamagedStoreError as error:
        return Condition(name, None, faults=(error.found,))


class _Doctor:
    """One look at a store."""

    def __init__(self, name: str, raw: Raw) -> None:
        self.name, self.raw = name, raw
        self.faults: list[str] = [raw.fault] if raw.fault else []
        self.scans = 0

    def condition(self, target: Path | None) -> Condition:
        if not has_store(set(self.raw.columns)):
            self._refuse()
        version = self._version()
        self.faults += self._attempt(self.raw.pages, [])
        if version is not None:
            self.faults += self.raw.misfits(version)
        with nullcontext(_nothing) if target is None else copying(target) as add:
            publications = tuple(self._publications(add))
            forecasts = self._forecasts(add)
            tracks = self._readable("track", lambda row: json.loads(row["content"]))
            downloads = self._readable("download")
            if not self.faults and not any(one.faults for one in publications):
                add({"download": downloads})
        return Condition(
            self.name,
            version,
            publications,
            forecasts=forecasts,
            tracks=len(tracks),
            faults=tuple(self.faults),
            copy=str(target) if target is not None and target.exists() else None,
        )

    def _refuse(self) -> None:
        if not self.raw.columns:
            raise SourceNotFoundError(
                "no such store", expected="a database that crossings made", where=self.name
            )
        raise something_else(self.name)

    def _attempt(self, ask: Any, otherwise: Any) -> Any:
        """Ask a database; what a damaged file cannot answer is a fault."""
        from sqlalchemy.exc import DBAPIError

        try:
            return ask()
        except DBAPIError as error:
            if not self.raw.is_file:
                raise
            self.faults.append(str(error.orig))
            return otherwise

    def _version(self) -> int | None:
        try:
            version: int | None = self._attempt(
                lambda: version_of(self.raw.connection.exec_driver_sql), None
            )
        except ValueError as error:
            self.faults.append(str(error))
            return None
        if version is not None and version > VERSION:
            raise too_new(self.name, version, VERSION)
        return version

    def _readable(self, name: str, check: Callable[[dict[str, Any]], object] | None = None) -> Rows:
        """Return the rows of a table that can be read; the others are faults."""
        table, sound, wrong = TABLES[name], [], Counter[str]()

        def read() -> None:
            for row in self.raw.rows(table):
                try:
                    values = _row(table, row)
                    if check:
                        check(values)
                    sound.append(values)
                except (TypeError, ValueError, LookupError, RecursionError) as error:
                    wrong[_said(error)] += 1

        self._attempt(read, None)
        if wrong:
            count = sum(wrong.values())
            rows = f"{count:,} {'row' if count == 1 else 'rows'} of the table {name}"
            self.faults.append(f"{rows} cannot be read: {'; '.join(list(wrong)[:MOST_SAID])}")
        return sound

    def _forecasts(self, add: Add) -> int:
        """Add the forecasts that can be read, each with its periods; return how many they are."""
        periods: dict[int, Rows] = {}
        for row in self._readable("forecast_period", lambda row: quantiles_of(row["quantiles"])):
            periods.setdefault(row["forecast_id"], []).append(row)
        count = 0
        for row in self._readable("forecast", _check_forecast):
            if add({"forecast": [row], "forecast_period": periods.get(row["id"], [])}):
                count += 1
            else:
                self.faults.append(f"the forecast {row['id']} is stored twice")
        return count

    def _publications(self, add: Add) -> Iterator[Checked]:
        copies: dict[int, Rows] = {}
        for row in self._readable("copy", lambda row: _check_digest(row["sha256"])):
            copies.setdefault(row["publication_id"], []).append(row)
        rows: Rows = []
        self._attempt(lambda: rows.extend(self.raw.rows(TABLES["publication"])), None)
        for row in rows:
            number = row["id"]
            own = copies.get(number, []) if isinstance(number, int) else []
            values: dict[str, Any] | None = None
            figures: dict[str, Rows] = {}
            faults: list[str] = []
            try:
                values = _row(TABLES["publication"], row)
                held = self._held(values, own)
                figures, faults = self._figures(values)
                if not faults:
                    faults = contradictions(values, own, figures, held.missing)
            except (TypeError, ValueError, LookupError, RecursionError, ArithmeticError) as error:
                faults = [_said(error)]
            if values is not None and not faults:
                whole = {"publication": [values], "copy": own, **figures}
                faults = [] if add(whole) else ["it, or a copy of it, is stored twice"]
            yield _checked(row, own, sum(map(len, figures.values())), faults)
        lost = copies.keys() - {row["id"] for row in rows}
        if lost:
            self.faults.append(f"{len(lost):,} publications are lost, of which copies were stored")

    def _held(self, values: dict[str, Any], copies: Rows) -> Any:
        _check_digest(values["fingerprint"])
        if not copies:
            raise ValueError("no copy of it is known")
        first = min(copies, key=lambda one: (one["retrieved"], one["sha256"]))
        own = {name: value for name, value in values.items() if name != "fingerprint"}
        return held_of({**own, "retrieved": first["retrieved"], "sha256": first["sha256"]})

    def _figures(self, values: dict[str, Any]) -> tuple[dict[str, Rows], list[str]]:
        """Return the figures of a publication and what is wrong with them."""
        figures, faults = self._read_figures(values["id"], scan=False)
        if not faults and fingerprint_matches(values, figures):
            return figures, []
        if self.raw.is_file and self.scans < MOST_SCANS:
            self.scans += 1
            again, others = self._read_figures(values["id"], scan=True)
            if not others and fingerprint_matches(values, again):
                return again, []
        return figures, faults or ["its figures are not those that were stored (fingerprint)"]

    def _read_figures(self, number: int, *, scan: bool) -> tuple[dict[str, Rows], list[str]]:
        from sqlalchemy.exc import DBAPIError

        figures, faults = {}, []
        for name, table in FIGURES.items():
            rows = []
            try:
                for row in self.raw.rows(table, number, scan=scan):
                    try:
                        rows.append(_row(table, row))
                    except ValueError as error:
                        faults.append(f"{_said(error)}, row {len(rows) + 1} of its {name} figures")
                        rows.append(row)
            except DBAPIError as error:
                if not self.raw.is_file:
                    raise
                faults.append(f"its {name} figures cannot be read ({error.orig})")
            if rows:
                figures[name] = rows
        more = len(faults) - MOST_SAID
        return figures, [*faults[:MOST_SAID], *([f"and {more:,} more"] if more > 0 else [])]


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in the types of its columns; a ValueError where it has none of them."""
    return {column.name: decoded(column, row[column.name]) for column in table.columns}


def _nothing(_rows: dict[str, Rows]) -> bool:
    """Add rows to no copy."""
    return True


def fingerprint_matches(values: dict[str, Any], figures: dict[str, Rows]) -> bool:
    """Whether figures are those that a publication was stored with.

    A store that is older than some kinds of figures may have got them later, and a server may keep
    rows in another order than that in which they were written: most are written by their keys.
    """
    plain = {
        name: [{key: row[key] for key in row if key != "publication_id"} for row in rows]
        for name, rows in figures.items()
    }
    keys = {name: FIGURES[name].keys[1:] for name in plain}
    by_key = {name: sorted(plain[name], key=itemgetter(*keys[name])) for name in plain}
    orders = plain, by_key
    firsts = ({name: rows[name] for name in rows if name not in LATER} for rows in orders)
    identity = values["kind"], values["published"], values["published_at"]
    return any(
        fingerprint_of(*identity, those) == values["fingerprint"] for those in (*orders, *firsts)
    )


def contradictions(
    values: dict[str, Any], copies: Rows, figures: dict[str, Rows], missing: tuple[date, ...]
) -> list[str]:
    """Return what a publication says of its figures that they do not bear out."""
    days = {row["date"] for row in figures.get("daily", ())}
    keys = {"daily": "date", "weekly": "week_ending", "quarterly": "quarter_ending",
            "monthly": "month_ending"}  # fmt: skip
    ends = [max(row[key] for row in figures[name]) for name, key in keys.items() if name in figures]
    if not ends and "people" in figures:
        ends = [max(span(period).end for period in {row["period"] for row in figures["people"]})]
    through = ends[0] if ends else None
    found = []
    for name, true in (("first", min(days, default=None)), ("through", through)):
        if values[name] != true:
            found.append(f"publication.{name} is {values[name]}, its figures say {true}")
    if days and not found and "daily" in figures:
        first, last = min(days), max(days)
        between = {first + n * DAY for n in range((last - first).days + 1)}
        if between - days != set(missing):
            found.append("its list of missing days does not match its figures")
    if not found and values["known"] not in _known(values, copies, through):
        found.append(
            f"publication.known is {values['known']}, which does not match its other dates"
        )
    return found


def _known(values: dict[str, Any], copies: Rows, through: date | None) -> set[date]:
    """Return the days on which figures may have become known; see `known_from`."""
    after = (through or date.min) + DAY
    if values["published"] is not None:
        return {max(values["published"], after)}
    retrieved = {date.fromisoformat(one["retrieved"][:10]) for one in copies}
    # The day of a copy is kept in UTC, and was counted in the zone of whoever retrieved it.
    days = {day + n * DAY for day in retrieved for n in (-1, 0, 1)}
    if through is not None:
        days.add(final_from(through))
    return {max(day, after) for day in days}


def _check_forecast(row: dict[str, Any]) -> None:
    quantiles = quantiles_of(row["quantiles"])
    if min(quantiles.values()) < row["year_to_date"]:
        raise ValueError("forecast.quantiles below the year to date")


def _check_digest(digest: str) -> None:
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a digest")


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"


def _checked(row: dict[str, Any], copies: Rows, figures: int, faults: list[str]) -> Checked:
    """Return what is known of a publication, as far as its row can be read."""
    said: dict[str, Any] = {}
    for column in TABLES["publication"].columns:
        try:
            said[column.name] = decoded(column, row[column.name])
        except ValueError:
            said[column.name] = None
    retrieved = min((str(one["retrieved"]) for one in copies), default=None)
    names = ("kind", "title", "url", "published", "first", "through")
    return Checked(
        said["id"],
        **{name: said[name] for name in names},
        retrieved=retrieved,
        copies=len(copies),
        figures=figures,
        faults=tuple(faults),
    )
