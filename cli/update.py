"""``crossings update``: store the newest publications of GOV.UK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .ingest import ended_early, report_on
from .options import Database, Format, FormatOption, now, say_how_old_held
from .talk import steps

if TYPE_CHECKING:
    from ..data.ingest import Ingested


def run(
    database: Database = None,
    mirror: Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="URL",
            help="Address of a GOV.UK mirror. Default: GOV.UK.",
            show_default=False,
        ),
    ] = None,
    how: FormatOption = Format.table,
) -> None:
    """Download the newest official publications into the store.

    Example: crossings update
    """
    from ..data import load
    from ..data.calendar import day_text
    from ..data.errors import FetchError
    from ..data.govuk import SITE, SMALL_BOATS, GovUk
    from ..data.ingest import update
    from ..data.store.store import Store

    store = Store(database)
    moment = now()
    results: list[Ingested] = []
    try:
        with steps("looking for publications") as tell:
            site = GovUk(SITE if mirror is None else mirror, say=tell)
            for one in update(store, site, retrieved=moment):
                results.append(one)  # noqa: PERF402 - what was done is to be known if it ends early
    except FetchError as error:
        told = f"{error.fix} " if error.fix else ""
        last = day_text(load(database=database).index[-1])
        raise FetchError(
            f"{error.found} on {day_text(moment)}",
            where=error.where,
            fix=f"{told}The newest figures you have are still those to {last}. To get newer ones "
            f'by hand, download the spreadsheet "Small boats - time series" from '
            f"{SITE}{SMALL_BOATS}, then run: crossings ingest FILE",
        ) from error
    except BaseException:
        ended_early(results, store.name, how)
        raise
    say_how_old_held(database)
    report_on(results, store.name, how, failure=1)  # the user cannot help what the site has
