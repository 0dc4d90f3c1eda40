"""What a report says of revisions: only what publications held before and after a day tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from crossings.data import Publication, Remark
from crossings.data.daily_table import daily_table
from crossings.data.vintages.reconcile import figures_of
from crossings.forecast import forecast_year
from crossings.reports import weekly_report

from ..holdings import InMemory

pytestmark = pytest.mark.usefixtures("undrawn")
START = date(2023, 1, 1)
DAY, BEFORE = date(2025, 3, 20), date(2025, 3, 13)


def series(published: date, *, change=None, prevented=None, remarks=()) -> Publication:
    """Return a time series to the day before, with people changed and preventions of weeks."""
    days = [START + timedelta(n) for n in range((published - START).days)]
    people = [(n * 7) % 50 for n in range(len(days))]
    for day, count in (change or {}).items():
        people[(day - START).days] = count
    weeks = None
    if prevented:
        columns = ("arrivals", "boats", "uncontrolled_landings", "prevented", "events_prevented")
        table = {name: pd.array([None] * len(prevented), dtype="Int64") for name in columns}
        table |= {
            name: pd.array([counts[at] for counts in prevented.values()], dtype="Int64")
            for at, name in enumerate(columns[3:])
        }
        index = pd.DatetimeIndex(list(prevented), name="week_ending").as_unit("ns")
        weeks = pd.DataFrame(table | {"status": "provisional"}, index=index)
    return Publication(
        kind="time-series",
        title="Small boats - time series",
        sha256=f"{published}",
        published=published,
        daily=daily_table(days, people, [int(n > 0) for n in people], None, where="made"),
        weekly=weeks,
        remarks=remarks,
    )


def report_of(*publications: Publication, then: date = BEFORE + timedelta(1)):
    held = InMemory(publications)
    figures = figures_of(held)
    outlook = forecast_year(figures, year=2025, model="persistence", n_paths=20)
    earlier = figures_of(held, then)
    earlier = earlier if earlier.end <= BEFORE else earlier.through(BEFORE)
    return weekly_report(figures, forecast=outlook, known_then=earlier, track=False)


def section(report, key="revisions"):
    return next(part for part in report.sections if part.key == key)


def revised(report):
    """Return the statement on revisions: in the headline where there are any."""
    facts = (*report.headline, *section(report).facts)
    return next(fact for fact in facts if fact.key == "revisions")


OLD, NEW = date(2025, 3, 14), date(2025, 3, 21)


def test_two_publications_that_agree_tell_that_nothing_has_changed():
    (fact,) = section(report_of(series(OLD), series(NEW))).facts
    assert "from 1 January 2023 to 13 March 2025" in fact.sentence
    assert fact.sentence.startswith("No daily figure")
    assert "has changed since 14 March 2025" in fact.sentence
    assert fact.evidence["days"] == 803


def test_one_publication_cannot_tell():
    found = section(report_of(series(NEW)))
    assert found.facts == ()
    assert found.notes == (
        (
            "It is not known whether figures have changed since 14 March 2025: no publication of "
            "these days from that time is held."
        ),
    )


def test_nothing_newer_cannot_tell_either():
    held = series(OLD)
    found = section(report_of(held, then=BEFORE + timedelta(1)))
    assert "no later publication that gives these days is held" in found.notes[0]


def test_days_that_only_one_of_them_gives_are_said_to_be_untold():
    old = series(date(2025, 3, 10))
    found = section(report_of(old, series(NEW)))
    assert "since 10 March 2025" in found.facts[0].sentence
    assert "to 9 March 2025" in found.facts[0].sentence


def test_a_day_that_came_out_after_the_last_report_is_no_revision():
    """Two later publications differ on it, but nobody had read of it before."""
    late = date(2025, 2, 28)
    first, second = series(date(2025, 3, 19)), series(NEW, change={date(2025, 3, 10): 999})
    found = section(report_of(series(late), first, second, then=date(2025, 3, 15)))
    assert found.tables == ()
    assert "to 27 February 2025" in found.facts[0].sentence
    changed = series(NEW, change={date(2025, 2, 10): 999, date(2025, 3, 10): 999})
    report = report_of(series(late), first, changed, then=date(2025, 3, 15))
    assert [row[0] for row in section(report).tables[0].rows] == ["10 February 2025"]
    assert revised(report).value == 1
    assert revised(report) in report.headline


def test_preventions_old_and_new_and_how_they_behave():
    week = date(2025, 3, 9)
    old = series(OLD, prevented={week: (383, 14)})
    report = report_of(old, series(NEW, prevented={week: (401, 15), date(2025, 3, 16): (9, 1)}))
    _, share, changed, behaviour = section(report, "preventions").facts
    assert share.evidence["prevented"] == 401 + 9
    assert changed.sentence == (
        "2 figures of preventions, for the week to 9 March 2025, have been revised since "
        "14 March 2025, all of them upward."
    )
    table = next(t for t in section(report, "preventions").tables if t.key.endswith("revised"))
    assert table.rows == (("9 March 2025", "383", "401", "14", "15"),)
    assert behaviour.sentence == (
        "Estimates are revised after they first come out: of 1 week in two or more publications, "
        "1 changed, upward, up to 7 days later."
    )
    assert section(report).tables == ()  # they are no arrivals


def test_nothing_is_said_of_how_preventions_behave_where_one_vintage_is_held():
    report = report_of(series(NEW, prevented={date(2025, 3, 9): (383, 14)}))
    assert [fact.key for fact in section(report, "preventions").facts] == [
        "preventions",
        "share-prevented",
    ]


@pytest.mark.parametrize(("day", "told"), [(date(2025, 3, 2), True), (date(2024, 3, 2), False)])
def test_remarks_on_days_of_the_year(day, told):
    slip = Remark("row 9", "<b>no count</b>", "left out", day, day)
    report = report_of(series(OLD), series(NEW, remarks=(slip,)))
    said = (
        "Noticed in Small boats - time series, published 21 March 2025: row 9: <b>no count</b>; "
        "left out."
    )
    assert (said in section(report).notes) is told
    assert "<b>no" not in report.to_html()


def test_a_table_that_was_given_is_taken_for_what_it_is(figures):
    then = figures[:"2025-05-07"].copy()
    then.attrs.clear()
    how = {"as_of": "2025-05-14", "track": False}
    found = section(weekly_report(figures, known_then=then, **how))
    assert "differs from the table that was given for 7 May 2025" in found.facts[0].sentence
    then.loc["2025-05-02", "arrivals"] += 1
    report = weekly_report(figures, known_then=then, **how)
    assert "1 figure of the 2,684 days" in revised(report).sentence
    assert [row[0] for row in section(report).tables[0].rows] == ["2 May 2025"]


def test_of_a_publication_by_itself_it_cannot_be_told(made):
    alone = replace(figures_of(InMemory([series(NEW)])), vintages=None)
    found = section(weekly_report(alone, track=False))
    assert "the figures as they were known then are not given" in found.notes[0]
    own = weekly_report(made, track=False)
    assert "revisions" not in [part.key for part in own.sections]


def test_when_it_was_made(figures):
    how = {"as_of": "2025-05-14", "track": False}
    report = weekly_report(figures, made="2025-05-15", **how)
    line = "Made on 15 May 2025, 1 day after the newest figure."
    assert report.made_line == line
    assert line in report.to_markdown()
    assert line in report._repr_html_()
    assert (report.to_dict()["made"], report.to_dict()["days_old"]) == ("2025-05-15", 1)
    later = weekly_report(figures, made="2026-11-28", **how)
    assert later.made_line == (
        "Made on 28 November 2026 from figures as published on 21 August 2026, 563 days after the "
        "newest figure."
    )
    silent = weekly_report(figures, **how)
    assert "Made on" not in silent.to_markdown() + silent.to_html()
    assert silent.to_dict()["made"] is None
