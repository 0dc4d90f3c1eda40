"""Writing a publication to the store, in a transaction that is open.

Imported only where a store is written to: SQLAlchemy takes a while to load. Each statement is made
once, as making one takes longer than SQLite takes to run it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from ..calendar import day_text
from ..errors import InconsistentDataError
from .rows import Outcome, iso
from .schema import METADATA, copy, publication
from .tables import FIGURES, LATER

OF_THE_FILE = (
    select(publication)
    .join(copy, copy.c.publication_id == publication.c.id)
    .where(copy.c.sha256 == bindparam("sha256"))
)
OF_THE_SAME_FIGURES = select(publication).where(
    publication.c.fingerprint == bindparam("fingerprint")
)
ADD = insert(publication).returning(publication.c.id)
ADD_COPY = insert(copy)
ADD_FIGURES = {name: insert(METADATA.tables[name]) for name in FIGURES}
FIGURES_OF = {
    name: select(METADATA.tables[name].c.arrivals)
    .where(METADATA.tables[name].c.publication_id == bindparam("number"))
    .limit(1)
    for name in LATER
}
CHANGE = update(publication).where(publication.c.id == bindparam("number"))


def write(
    connection: Connection,
    row: dict[str, Any],
    figures: dict[str, list[dict[str, Any]]],
    *,
    sha256: str,
    retrieved: datetime,
    dated: bool,
) -> Outcome:
    """Write a publication, or what is new in a copy of one that is there.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; it must be undone where the database fails.
    row, figures : dict
        As `row_of` gives.
    sha256 : str
        Of the file.
    retrieved : datetime.datetime
        When it was retrieved.
    dated : bool
        Whether the user gave its day of publication.

    Raises
    ------
    InconsistentDataError
        If the day that the user gave is that of another copy; nothing has been written then.
    """
    stored = connection.execute(OF_THE_FILE, {"sha256": sha256}).first()
    if stored:
        changed = dated and row["published"] != stored.published
        if changed:
            _change_day(connection, stored.id, row)
        _add_later(connection, stored.id, figures)
        return "dated" if changed else "held"
    stored = connection.execute(OF_THE_SAME_FIGURES, {"fingerprint": row["fingerprint"]}).first()
    if stored is None:
        number = int(connection.execute(ADD, row).scalar_one())
        for table, rows in figures.items():
            _add(connection, table, number, rows)
    else:
        number = stored.id
        _add_later(connection, number, figures)
        if len(row["remarks"] or "") < len(stored.remarks or ""):  # it is the better copy
            _set(connection, number, row, "remarks", "published_at")
    values = {"sha256": sha256, "publication_id": number, "retrieved": iso(retrieved)}
    connection.execute(ADD_COPY, values)
    return "new" if stored is None else "copy"


def _add(connection: Connection, table: str, number: int, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(ADD_FIGURES[table], [{"publication_id": number, **row} for row in rows])


def _add_later(
    connection: Connection, number: int, figures: dict[str, list[dict[str, Any]]]
) -> None:
    """Add the figures that a store of an older version did not keep."""
    for name in LATER & figures.keys():
        if connection.execute(FIGURES_OF[name], {"number": number}).first() is None:
            _add(connection, name, number, figures[name])


def _change_day(connection: Connection, number: int, row: dict[str, Any]) -> None:
    """Give a publication of the store another day; it keeps its figures."""
    same = {"fingerprint": row["fingerprint"]}
    if connection.execute(OF_THE_SAME_FIGURES, same).first() is not None:
        raise InconsistentDataError(
            f"{day_text(row['published'])} as its day of publication",
            expected="a day on which the store holds no other copy of it",
            where=row["title"],
        )
    columns = ("published", "published_at", "known", "fingerprint", "remarks")
    _set(connection, number, row, *columns)


def _set(connection: Connection, number: int, row: dict[str, Any], *columns: str) -> None:
    values = {name: row[name] for name in columns}
    connection.execute(CHANGE.values(values), {"number": number})
