"""``crossings doctor``: whether the store is sound, and a sound copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Database, Format, FormatOption
from .output import print_csv, print_json, print_table
from .talk import say

if TYPE_CHECKING:
    from ..data.store.condition import Checked, Condition
    from ..reports import Table


def run(
    database: Database = None,
    copy: Annotated[
        Path | None,
        typer.Option(
            "--copy",
            metavar="FILE",
            help="Write a sound copy of what can be read to this new file.",
            show_default=False,
        ),
    ] = None,
    how: FormatOption = Format.table,
) -> None:
    """Check the store: what it holds, and what of it is damaged.

    Nothing is written to the store. A copy has a publication whole or not at all, and is never
    written over a file. Exit code 1 if anything is damaged.

    Example: crossings doctor --database archive.sqlite --copy sound.sqlite
    """
    from ..data.store.doctor import check

    found = check(database, copy=copy)
    if how is Format.json:
        print_json(found.to_dict())
    elif how is Format.csv:
        import pandas as pd

        print_csv(pd.DataFrame([one.to_dict() for one in found.publications], dtype=object))
    else:
        print_table(_held(found))
        if not found.sound:
            print_table(_damaged(found))
    count = len(found.publications) - len(found.damaged)
    if found.copy:
        say(f"written: {found.copy} ({count:,} {_publications(count)}, {_forecasts(found)})")
    elif copy is not None:
        say("there is nothing to copy")
    if found.sound:
        return
    new = found.copy or "NEW"
    if found.damaged:
        damaged = len(found.damaged)
        say(
            f"{damaged:,} damaged {_publications(damaged)} left out of a copy. Ingest "
            f"{'it' if damaged == 1 else 'them'} again: crossings ingest FILE --database {new}"
        )
    elif copy is None:
        say("to go on with a sound copy: crossings doctor --copy FILE")
    raise typer.Exit(1)


def _held(found: Condition) -> Table:
    """Return what is held by kind."""
    from ..reports import Table

    kinds = dict.fromkeys(one.kind or "not known" for one in found.publications)
    rows = []
    for kind in kinds:
        own = [one for one in found.publications if (one.kind or "not known") == kind]
        sound = [one for one in own if not one.faults]
        days = sorted(day for one in sound for day in (one.first, one.through) if day)
        cells = (len(sound), len(own) - len(sound), sum(one.copies for one in own))
        span = (str(days[0]), str(days[-1])) if days else ("", "")
        rows.append((kind, *(f"{number:,}" for number in cells), *span))
    state = "sound" if found.sound else "damaged"
    rows_of_tracks = f"{found.tracks:,} {'row' if found.tracks == 1 else 'rows'} of track records"
    return Table(
        f"{found.name}: {state}. {_forecasts(found).capitalize()}, {rows_of_tracks}",
        ("kind", "sound", "damaged", "copies", "from", "to"),
        tuple(rows),
    )


def _damaged(found: Condition) -> Table:
    """Return what is damaged, publication by publication."""
    from ..reports import Table

    rows = [("the store", fault) for fault in found.faults]
    rows += [(_named(one), fault) for one in found.damaged for fault in one.faults]
    return Table(f"Damaged: {len(rows):,}", ("where", "found"), tuple(rows))


def _named(one: Checked) -> str:
    """Return what a publication is called: whoever has to find it again needs its day."""
    from ..data.calendar import day_text

    when = one.published or one.through
    known = ", ".join(part for part in (one.kind, when and day_text(when), one.url) if part)
    return known or f"publication {one.number}"


def _publications(count: int) -> str:
    return "publication" if count == 1 else "publications"


def _forecasts(found: Condition) -> str:
    return f"{found.forecasts:,} {'forecast' if found.forecasts == 1 else 'forecasts'} kept"
