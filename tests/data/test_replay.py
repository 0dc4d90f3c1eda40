"""A winter of `crossings update`, day by day, in which each kind of slip happens once."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest
from crossings.cli import app
from crossings.data.govuk import SMALL_BOATS, GovUk
from crossings.data.ingest import update
from crossings.data.store.store import Store
from crossings.data.vintages.reconcile import figures_of
from typer.testing import CliRunner

from ..publications import DAILY_HEADER, LAST_7, WEEKLY_HEADER, html_table
from ..site import API, DAILY, ODS, WEEKLY, attachments, send

FIRST = date(2025, 10, 6)
DAY = timedelta(days=1)
START, END = date(2025, 11, 3), date(2026, 2, 2)
"""The first and the last day of the replay: figures begin four weeks before it."""
TUESDAY, FRIDAY = 1, 4
DAYS_OF_SLIPS = (2, 5)

Rows = list[list[str]]
Page = tuple[str, dict[str, str]]


def text_of(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    """People, boats and landings of each day, and preventions of each week by its Sunday."""
    days = pd.date_range(FIRST, END)
    rng = np.random.default_rng(11)
    boats = rng.poisson(3, len(days)) * (rng.random(len(days)) < 0.5)
    people = boats * rng.integers(40, 80, len(days))
    landed = np.minimum(boats, rng.integers(0, 2, len(days)))
    return pd.DataFrame({"people": people, "boats": boats, "landed": landed}, index=days)


def rows_of(truth: pd.DataFrame, today: date) -> Rows:
    last = truth.loc[str(today - 7 * DAY) : str(today - DAY)]
    return [
        [text_of(day), f"{row.people:,}", str(row.boats), str(row.landed), ""]
        for day, row in last.iterrows()
    ]


def changed(rows: Rows, row: int, column: int, value: str) -> Rows:
    rows = deepcopy(rows)
    rows[row][column] = value
    return rows


def stamps(public: date, updated: date) -> dict[str, str]:
    return {
        "public-updated-at": f"{public}T10:30:00+00:00",
        "updated-at": f"{updated}T10:30:00+00:00",
    }


def page(rows: Rows, today: date, header: list[str] | None = None) -> Page:
    return html_table(header or LAST_7[0], *rows), stamps(today, today)


def year_slip(rows: Rows, at: int) -> Rows:
    day, month, year = rows[at][0].split()
    return changed(rows, at, 0, f"{day} {month} {int(year) - 1}")


def as_text(rows: Rows) -> str:
    return "<br>".join(f"| {' | '.join(row)} |" for row in rows)


DAILY_SLIPS: list[Callable[[Rows, date], Page]] = [
    lambda rows, today: (page(rows, today)[0], stamps(today - 2 * DAY, today)),
    lambda rows, today: (page(rows, today)[0], stamps(today - 3 * DAY, today - 2 * DAY)),
    lambda rows, today: page(year_slip(rows, -1), today),
    lambda rows, today: page(year_slip(rows, 0), today),
    lambda rows, today: page(year_slip(rows, 3), today),
    lambda rows, today: page([*rows[:3], *rows[4:]], today),
    lambda rows, today: page([*rows[:3], rows[2], *rows[3:]], today),
    lambda rows, today: page(changed(rows, 3, 0, rows[2][0]), today),
    lambda rows, today: page([*rows, ["Total", "9", "9", "9", ""]], today),
    lambda rows, today: page(changed(rows, 2, 3, "many"), today),
    lambda rows, today: page(rows, today, [*LAST_7[0][:4], "Remarks"]),
    lambda rows, today: page([row[:3] for row in rows], today, LAST_7[0][:3]),
    lambda rows, today: page(changed(rows, 2, 1, f"{rows[2][1]} [r]"), today),
    lambda rows, today: page(changed(rows, 2, 4, "Revised"), today),
    lambda rows, today: (
        (
            f"<p>{as_text([LAST_7[0], ['-'] * 5])}</p><table>"
            f"{html_table(*rows).partition('<thead>')[2]}"
        ),
        stamps(today, today),
    ),
    lambda rows, today: (
        f"<p>{as_text([LAST_7[0], ['-'] * 5, *rows])}</p>",
        stamps(today, today),
    ),
]
"""Slips of the daily page, once each, two a week."""


def sheets_of(truth: pd.DataFrame, today: date) -> dict[str, list]:
    days = truth.loc[: str(today - DAY)]
    counts = days.to_numpy().tolist()
    weeks = days.resample("W-SUN").sum()
    weeks = weeks[weeks.index <= days.index[-1]]
    return {
        "Cover_sheet": [["Small boats"]],
        "Notes": [["These statistics are provisional."]],
        "SB_01": [
            list(DAILY_HEADER),
            *([day, *row, None] for day, row in zip(days.index.date, counts, strict=True)),
        ],
        "SB_02": [
            list(WEEKLY_HEADER),
            *(
                [day.date(), *map(int, row), int(row[0]) // 2, int(row[1]), None]
                for day, row in zip(weeks.index, weeks.to_numpy(), strict=True)
            ),
        ],
    }  # fmt: skip


def without(*names: str):
    return lambda sheets: {name: rows for name, rows in sheets.items() if name not in names}


def with_cell(sheet: str, row: int, at: int, value):
    def change(sheets):
        sheets[sheet][row][at] = value
        return sheets

    return change


def respelt(sheets):
    return {name.replace("_", " "): rows for name, rows in sheets.items()}


SHEET_SLIPS: list[Callable[[dict[str, list]], dict[str, list]]] = [
    with_cell("SB_02", 2, 3, 99),
    with_cell("SB_02", 3, 4, "many"),
    with_cell("SB_02", 3, 5, "-1"),
    with_cell("SB_02", 0, 4, "Migrants stopped"),
    with_cell("SB_01", 9, 3, 99),
    with_cell("SB_01", 9, 0, date(2015, 10, 14)),
    with_cell("SB_02", 3, 0, date(2015, 10, 26)),
    with_cell("SB_01", 0, 3, "Landings"),
    without("SB_02"),
    without("Notes", "Cover_sheet"),
    respelt,
]
"""Slips of the spreadsheet, once each, one a week."""
SAVED_AGAIN = 7
"""The release that is put in place of the next one as a copy of it, saved on that day."""
CHANGED_ALTOGETHER = date(2025, 11, 13)


class Replay:
    """A site on which each day has what was published by then, slips and all."""

    def __init__(self, truth, make_ods, make_page, site) -> None:
        self.truth, self.make_ods, self.make_page, self.site = truth, make_ods, make_page, site
        self.daily_slips, self.sheet_slips = iter(DAILY_SLIPS), iter(SHEET_SLIPS)
        self.summaries = self.releases = 0
        site.serve(API, send(attachments()))
        self.publish_week(START)
        self.publish_release(START)

    def publish(self, today: date) -> None:
        self.publish_days(today)
        if today.weekday() == TUESDAY:
            self.publish_week(today)
        if today.weekday() == FRIDAY:
            self.publish_release(today)

    def publish_days(self, today: date) -> None:
        rows = rows_of(self.truth, today)
        body, made = page(rows, today)
        if today.weekday() in DAYS_OF_SLIPS and (slip := next(self.daily_slips, None)):
            body, made = slip(rows, today)
        if today == CHANGED_ALTOGETHER:
            body = "<p>These figures are now told in other words.</p>"
        self.site.serve(DAILY, send(self.page(body, made)))

    def publish_week(self, today: date) -> None:
        """Publish the week before the last, every third time with a slip."""
        end = today - timedelta(today.weekday() + 8)
        week = self.truth.loc[str(end - 6 * DAY) : str(end)].sum()
        cells = [str(week.people), str(week.boats), str(week.people // 2), "1"]
        header = ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"]
        self.summaries += 1
        if self.summaries % 6 == 3:
            end = end.replace(year=end.year - 1)
        if self.summaries % 6 == 0:
            cells[2] = "many"
        body = f"<h2>Week ending {text_of(end)}</h2>{html_table(header, cells)}"
        content = self.page(body, stamps(today, today))
        self.site.serve(WEEKLY, send(content, etag=f'"{today}"'))

    def publish_release(self, today: date) -> None:
        """Publish the days so far with a slip, but first as they are, and once as a copy."""
        self.releases += 1
        made = today - 7 * DAY if self.releases == SAVED_AGAIN else today
        sheets = sheets_of(self.truth, made)
        sound = self.releases in {1, SAVED_AGAIN}
        if not sound and (slip := next(self.sheet_slips, None)):
            sheets = slip(sheets)
        content = self.make_ods(sheets, today, made=made)
        self.site.serve(ODS, send(content, etag=f'"{today}"'))

    def page(self, body: str, made: dict[str, str]) -> bytes:
        extra = f'<meta name="govuk:updated-at" content="{made["updated-at"]}">'
        return self.make_page(
            extra + body, published=made["public-updated-at"], path=f"{SMALL_BOATS}/page"
        )


def test_a_winter_with_every_slip(truth, make_ods, make_page, site, tmp_path, set_clock):
    """Every day is stored, no figure is lost, and the end equals the last release."""
    replay = Replay(truth, make_ods, make_page, site)
    command = ["update", "--site", site.url, "--database", str(tmp_path / "store.sqlite")]
    store, govuk = Store(command[-1]), GovUk(site.url)
    remarked = 0
    for today in pd.date_range(START, END).date:
        replay.publish(today)
        lost = today == CHANGED_ALTOGETHER
        if today.weekday() in DAYS_OF_SLIPS or lost:  # as people run it
            set_clock(today)
            done = CliRunner().invoke(app, command)
            assert done.exit_code == (1 if lost else 0), (today, done.stderr, done.exception)
            remarked += done.stderr.count("remark on ")
            daily = figures_of(store).daily
            assert daily.index[-1].date() == today - (2 if lost else 1) * DAY
            right = truth.loc[: daily.index[-1]]
            assert daily["arrivals"].tolist() == right["people"].tolist(), today
            assert daily["boats"].tolist() == right["boats"].tolist(), today
        else:
            now = datetime.combine(today, time(18), tzinfo=UTC)
            results = list(update(store, govuk, retrieved=now))
            assert [one.error for one in results if one.outcome == "refused"] == []
            remarked += sum(len(one.publication.remarks) for one in results if one.publication)
    assert next(replay.daily_slips, None) is next(replay.sheet_slips, None) is None
    assert (
        remarked >= len(DAILY_SLIPS) + len(SHEET_SLIPS) - 3
    )  # three kinds are read without a word
    assert figures_of(store).daily["arrivals"].tolist() == truth["people"].iloc[:-1].tolist()
    store.close()
