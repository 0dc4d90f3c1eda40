"""The numbers of a report, computed again from the daily figures by plain loops."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from crossings.data import figures
from crossings.forecast import forecast_year
from crossings.reports import weekly_report
from hypothesis import settings

FIRST, LAST = date(2019, 2, 1), date(2026, 8, 20)
DAY = timedelta(days=1)
SAMPLE = random.Random(14).sample([FIRST + n * DAY for n in range((LAST - FIRST).days + 1)], 92)
STEP = 1 if settings.default.max_examples >= 1000 else 4
"""A hundred days where the profile of Hypothesis is thorough; the hard ones and 23 otherwise."""
DAYS = sorted(
    [
        *SAMPLE[::STEP],
        date(2020, 2, 28), date(2020, 2, 29), date(2024, 2, 29), date(2022, 11, 14),
        date(2025, 1, 1), date(2025, 12, 30), date(2025, 12, 31), LAST,
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def known():
    return figures()


@pytest.fixture(scope="module")
def table(known):
    """People and boats by day, in plain Python."""
    rows = known.daily[["arrivals", "boats"]].itertuples()
    return {row.Index.date(): (int(row.arrivals), int(row.boats)) for row in rows}


def same(day, year):
    """Return the same date of another year; 28 February where it has no 29th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def total(table, start, end, what=0):
    """Return the people (or boats) from one day to another; None where one is not covered."""
    count = 0
    while start <= end:
        if start not in table:
            return None
        count += table[start][what]
        start += DAY
    return count


def report_of(known, day):
    outlook = forecast_year(known, as_of=day, year=day.year, model="climatology", n_paths=10)
    made = weekly_report(known, as_of=day, forecast=outlook, track=False)
    return outlook, made.to_dict()


def by_key(report):
    found = {fact["key"]: fact for part in report["sections"] for fact in part["facts"]}
    return found | {fact["key"]: fact for fact in (*report["headline"], *report["facts"])}


def cells(report, key):
    """Return the rows of a table of the JSON; None where the report has no such table."""
    tables = [table for part in report["sections"] for table in part["tables"]]
    found = [table for table in tables if table["key"] == key]
    return found[0]["rows"] if found else None


def test_no_day_is_there_twice():
    assert len(set(DAYS)) == len(DAYS) == 8 + 92 / STEP


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_count_is_that_of_the_daily_figures(known, table, day):
    outlook, report = report_of(known, day)
    until = {one: counts for one, counts in table.items() if one <= day}
    years = range(min(table).year, day.year + 1)
    to_date = {year: total(until, date(year, 1, 1), same(day, year)) for year in years}
    check_year_to_date(report, until, day, to_date)
    check_week(report, until, day)
    check_days(report, until, day)
    check_months(report, until, day, years)
    check_boats(report, until, day, to_date)
    check_preventions(report, until, day, known.prevented)
    check_intervals(report, until, day, outlook)


def check_year_to_date(report, table, day, to_date):
    said, now = by_key(report), to_date[day.year]
    assert said["year-to-date"]["value"] == now
    for row in report["comparison"]:
        other, year = to_date[row["year"]], row["year"]
        assert row["to_date"] == other
        assert row["rank"] == 1 + sum(one > other for one in to_date.values())
        if year < day.year:
            assert row["change"] == now - other
            assert row["full_year"] == total(table, date(year, 1, 1), date(year, 12, 31))
            if row["change_percent"] is not None:
                assert row["change_percent"] == pytest.approx(100 * (now - other) / other, abs=0.06)
    if now:
        rank = said["year-to-date-rank"]["evidence"]
        assert rank["rank"] == 1 + sum(one > now for one in to_date.values())
        assert rank["tied_with"] == sum(one == now for one in to_date.values()) - 1
    changes = said["same-date-change"]["evidence"]["earlier"] if "same-date-change" in said else []
    for one in changes:
        before = to_date[one["year"]]
        assert (one["people"], one["change"]) == (before, now - before)
        if one["percent"] is not None:
            assert one["percent"] == pytest.approx(100 * (now - before) / before, abs=0.51)


def check_week(report, table, day):
    week = by_key(report)["this-week"]
    sunday = day - ((day.weekday() + 1) % 7) * DAY
    monday = sunday - 6 * DAY
    assert week["value"] == total(table, monday, sunday)
    assert week["evidence"]["people_before"] == total(table, monday - 7 * DAY, monday - DAY)
    if "people_year_before" in week["evidence"]:
        end = same(sunday, sunday.year - 1)
        start = same(monday, end.year - (sunday.year - monday.year))
        assert week["evidence"]["people_year_before"] == total(table, start, end)
    last = [(day - n * DAY) for n in range(7)]
    assert [row[1:3] for row in cells(report, "last-days")] == [list(table[one]) for one in last]


def check_days(report, table, day):
    said, running, reached = by_key(report), 0, {}
    of_year = {one: counts[0] for one, counts in table.items() if one.year == day.year}
    for one, people in sorted(of_year.items()):
        running += people
        for step in range(1000, running + 1, 1000):
            reached.setdefault(f"milestone-{step}", one.isoformat())
    found = {key: fact["value"] for key, fact in said.items() if key.startswith("milestone-")}
    assert found == reached
    most = max(of_year.values())
    if most:
        assert said["highest-day-of-year"]["value"] == most
        assert said["highest-day-of-year"]["evidence"]["dates"] == [
            one.isoformat() for one, people in of_year.items() if people == most
        ]
    assert cells(report, "records")[0][1] == max(people for people, _ in table.values())


def check_months(report, table, day, years):
    for month, row in enumerate(cells(report, "months"), start=1):
        for year, people in zip(reversed(years), row[-len(years) :], strict=True):
            end = date(year + month // 12, month % 12 + 1, 1) - DAY
            assert people == (total(table, date(year, month, 1), end) if end <= day else None)


def check_boats(report, table, day, to_date):
    for year, count, each in cells(report, "boats") or []:
        boats = total(table, date(year, 1, 1), same(day, year), 1)
        assert count == boats
        if boats:
            assert each == pytest.approx(to_date[year] / boats, abs=0.051)


def check_preventions(report, table, day, weeks):
    for week_to, people, _, came, share in cells(report, "preventions") or []:
        end = date.fromisoformat(week_to)
        assert end <= day
        assert came == total(table, end - 6 * DAY, end)
        if share is not None:
            assert share == pytest.approx(100 * people / (people + came), abs=0.501)
    said = by_key(report)
    if "share-prevented" in said:
        evidence = said["share-prevented"]["evidence"]
        own = [end.date() for end in weeks.index if end.year == day.year and end.date() <= day]
        prevented = sum(int(weeks.at[str(end), "prevented"]) for end in own)
        arrived = sum(total(table, end - 6 * DAY, end) for end in own)
        assert (evidence["prevented"], evidence["arrived"]) == (prevented, arrived)
        assert evidence["share"] == pytest.approx(prevented / (prevented + arrived), abs=1e-4)


def check_intervals(report, table, day, outlook):
    """Count each path again; the printed ends hold those of the paths, and their median."""
    rows = cells(report, "forecast")
    if outlook.finished:
        assert rows == [["Whole year (counted)", total(table, date(day.year, 1, 1), day)]]
        return
    paths = outlook.paths.tolist()
    for _, first, last, counted, median, *ends in rows:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        if end.year > day.year:  # the paths of the year end with it
            continue
        known = total(table, start, min(end, day)) if start <= day else 0
        ahead = range(max((start - day).days - 1, 0), (end - day).days)
        sums = sorted(known + sum(path[at] for at in ahead) for path in paths)
        assert counted == known
        for level, (low, high) in zip(
            (50, 80, 95), zip(ends[::2], ends[1::2], strict=True), strict=True
        ):
            least, most = (rank_of(sums, share) for share in (100 - level, 100 + level))
            assert known <= low <= least <= most <= high
            step = 100 if most >= 1000 else 10
            assert least - low < step
            assert high - most < step
            assert low <= median <= high


def rank_of(sums, share):
    """Return the smallest number that so many half percents of the paths do not exceed."""
    return next(one for at, one in enumerate(sums, start=1) if 200 * at >= share * len(sums))
