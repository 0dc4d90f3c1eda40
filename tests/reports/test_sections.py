"""The sections of a report, in the hard cases too."""

from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest
from crossings.data.errors import OptionError
from crossings.forecast import forecast_year
from crossings.forecast.yardstick import percent
from crossings.reports import weekly_report
from crossings.reports.sections.last_week import last_whole_week
from crossings.reports.wording import precision
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("undrawn")


def report_of(figures, day, **how):
    outlook = forecast_year(figures, as_of=day, year=int(str(day)[:4]), n_paths=200)
    return weekly_report(figures, as_of=day, forecast=outlook, track=False, **how)


def section(report, key):
    return next((found for found in report.sections if found.key == key), None)


def said(found):
    return [fact.sentence for fact in found.facts]


def cell(table, row, column):
    found = next(cells for cells in table.rows if cells[0] == row)
    return found[table.columns.index(column)]


@pytest.fixture(scope="module")
def report(_figures):
    return report_of(_figures, "2025-05-14")


def test_the_last_whole_week():
    assert str(last_whole_week(date(2025, 5, 11)).start) == "2025-05-05"
    assert last_whole_week(date(2025, 5, 14)) == last_whole_week(date(2025, 5, 11))
    assert str(last_whole_week(date(2026, 1, 1)).end) == "2025-12-28"


class TestEarlierYears:
    """The year, if its rest were like that of an earlier one."""

    def test_say_what_the_forecast_says(self, report):
        found = section(report, "forecast")
        (table,) = [table for table in found.tables if table.key == "analogues"]
        expected = report.forecast.analogues().set_index("year")
        assert [row[0] for row in table.rows] == [str(year) for year in range(2024, 2017, -1)]
        for year, row in expected.iterrows():
            assert cell(table, str(year), "Arrived on those dates") == f"{row['rest']:,}"
            assert cell(table, str(year), "2025 would end at") == f"{row['total']:,}"
            assert cell(table, str(year), "Share of paths below") == percent(row["share_below"])
            above = "yes" if row["above_record"] else "no"
            assert cell(table, str(year), "Above the record") == above
        assert any("is not a forecast" in note for note in found.notes)

    def test_have_no_table_where_no_day_is_left(self, figures):
        over = section(report_of(figures, "2024-12-31"), "forecast")
        assert [table.key for table in over.tables] == ["forecast"]


class TestTheWeek:
    def test_beside_the_one_before_and_the_same_dates_of_every_year(self, report, figures):
        found = section(report, "this-week")
        assert next(fact for fact in report.headline if fact.key == "this-week").sentence == (
            "290 people arrived in the week to Sunday 11 May, after 1,631 in the week before and "
            "856 on the same dates of 2024."
        )
        assert said(found) == [
            "On the same dates of earlier years, between 0 (2018) and 856 (2024) people arrived.",
            "893 people in 15 boats arrived in the 3 days since, 12 to 14 May 2025.",
        ]
        days, table = found.tables
        for year in range(2018, 2025):
            people = figures.loc[f"{year}-05-05" : f"{year}-05-11", "arrivals"].sum()
            assert cell(table, f"5 to 11 May {year}", "People") == f"{people:,}"
        assert cell(table, "5 to 11 May 2025", "Boats") == "5"
        last = figures.loc["2025-05-08":"2025-05-14"].iloc[::-1]
        assert [row[1:3] for row in days.rows] == [
            (f"{people:,}", f"{boats:,}")
            for people, boats in zip(last["arrivals"], last["boats"], strict=True)
        ]
        assert days.rows[0][0] == "Wednesday 14 May"

    def test_earlier_years_that_are_alike(self, figures):
        found = said(section(report_of(figures, "2020-02-12"), "this-week"))
        assert found[0] == "On the same dates of each earlier year, nobody arrived."

    def test_that_straddles_new_year(self, figures):
        found = section(report_of(figures, "2025-01-05"), "this-week")
        people = figures.loc["2024-12-30":"2025-01-05", "arrivals"].sum()
        before = figures.loc["2022-12-30":"2023-01-05", "arrivals"].sum()
        table = found.tables[1]
        assert cell(table, "30 December 2024 to 5 January 2025", "People") == f"{people:,}"
        assert cell(table, "30 December 2022 to 5 January 2023", "People") == f"{before:,}"

    def test_around_29_february(self, figures):
        found = section(report_of(figures, "2024-03-03"), "this-week")
        dates = [row[0] for row in found.tables[1].rows]
        assert dates[0] == "26 February to 3 March 2024"
        assert dates[2] == "26 February to 3 March 2023"

    def test_there_is_none_before_the_first(self, figures):
        assert section(report_of(figures[:"2019-06-01"], "2018-12-31"), "this-week") is not None
        short = pd.DataFrame(
            {"arrivals": 1}, index=pd.date_range("2019-01-01", "2020-01-03", name="date")
        )
        assert section(report_of(short, "2020-01-03"), "this-week") is not None

    def test_boats_that_nobody_recorded(self, figures):
        own = figures.drop(columns="boats")
        found = report_of(own, "2025-05-14")
        days, table = section(found, "this-week").tables
        assert days.columns == ("Day", "People")
        assert table.columns == ("Dates", "People")
        assert section(found, "boats") is None


def test_months(report, figures):
    table = section(report, "months").tables[0]
    april = figures.loc["2025-04", "arrivals"].sum()
    assert cell(table, "April", "2025") == f"{april:,}"
    assert cell(table, "May", "2025") == "1,625 so far"
    assert cell(table, "April", "2025, 80% interval") == ""
    assert re.fullmatch(r"[\d,]+ to [\d,]+", cell(table, "June", "2025, 80% interval"))
    assert cell(table, "August", "2022") == "8,631"


def test_milestones_to_come(report):
    passed, table = section(report, "milestones").tables
    assert passed.rows[0][:3] == ("5,000", "20 March", "31 March")
    assert [row[0] for row in table.rows][:2] == ["15,000", "20,000"]
    assert table.rows[0][1] == "almost certain (>99%)"
    assert any("not in 2025" in row for row in table.rows)


def test_milestones_of_a_million_a_day_are_as_few_as_those_of_a_hundred():
    days = pd.date_range("2022-01-01", "2025-10-31", name="date")
    rows = {}
    for people in (100, 1_000_000):
        table = pd.DataFrame({"arrivals": people}, index=days)
        found = section(
            weekly_report(table, forecast=forecast_year(table, n_paths=50), track=False),
            "milestones",
        )
        rows[people] = [len(one.rows) for one in found.tables]
    assert rows[100][0] == 6
    assert rows[1_000_000][0] <= 20
    assert all(0 < ahead <= 8 for _, ahead in rows.values())


def test_records(report):
    table = section(report, "records").tables[0]
    assert "since the series began in 2018" in table.caption
    assert cell(table, "Highest day", "People") == "1,305"
    assert cell(table, "Highest year", "People") == "45,755"


def test_boats(report, figures):
    table = section(report, "boats").tables[0]
    days = figures.loc["2025-01-01":"2025-05-14"]
    assert cell(table, "2025", "Boats") == f"{days['boats'].sum():,}"
    per_boat = days["arrivals"].sum() / days["boats"].sum()
    assert cell(table, "2025", "People per boat") == f"{per_boat:.1f}"


def test_boats_where_there_were_none_or_few(figures):
    assert section(report_of(figures, "2024-01-01"), "boats") is None  # none in any year
    table = section(report_of(figures, "2024-01-13"), "boats").tables[0]
    assert table.caption == "Boats and people per boat from 1 to 13 January of every year"
    assert not any("0.0" in row for row in table.rows)


class TestMoved:
    def test_since_a_week_before(self, report):
        moved, came, *_ = said(section(report, "moved"))
        assert came.startswith("1,183 people arrived from 8 to 14 May 2025; the forecast of 7")
        assert re.match(
            r"The median forecast for 2025 (rose|fell) from [\d,]+ to [\d,]+: about [\d,]+ "
            r"(higher|lower) because (more|fewer) people arrived than expected",
            moved,
        )

    def test_a_chance_that_moved_is_said(self, figures):
        _, _, chance = said(section(report_of(figures, "2025-05-14", since="2025-02-20"), "moved"))
        assert re.fullmatch(
            r"The chance that 2025 passes the record of 45,755 (rose|fell) from [a-z ]+ \(\d+%\) "
            r"to [a-z ]+ \(\d+%\)\.",
            chance,
        )

    def test_since_the_day_that_is_given(self, figures):
        found = section(report_of(figures, "2025-05-14", since="2025-04-17"), "moved")
        assert found.title == "Change in the forecast since 17 April 2025"
        with pytest.raises(OptionError, match="a day before 14 May 2025"):
            report_of(figures, "2025-05-14", since="2025-06-01")

    def test_revised_figures_are_named(self, figures):
        then = figures[:"2025-05-07"].copy()
        then.loc["2025-04-01":, "arrivals"] //= 2
        found = section(report_of(figures, "2025-05-14", known_then=then), "moved")
        assert "because earlier figures were revised" in said(found)[0]

    @pytest.mark.parametrize(
        ("day", "since", "told"),
        [
            ("2023-01-05", None, False),  # 28,526 until New Year, then 45,755
            ("2023-01-09", "2023-01-02", True),
            ("2024-01-05", "2023-11-05", True),  # 2022 stays the record year
            ("2023-03-01", "2022-12-30", False),
            ("2022-11-14", None, False),  # it is exceeded
            ("2025-12-31", "2025-12-24", False),  # it is decided
        ],
    )
    def test_chances_of_two_records_are_not_compared(self, figures, day, since, told):
        keys = [fact.key for fact in section(report_of(figures, day, since=since), "moved").facts]
        assert ("moved-record" in keys) is told

    def test_nor_those_of_a_record_that_was_revised(self, figures):
        then = figures[:"2025-05-07"].copy()
        then.loc["2022-08-22", "arrivals"] += 19
        found = section(report_of(figures, "2025-05-14", known_then=then), "moved")
        assert [fact.key for fact in found.facts] == ["moved", "came"]

    def test_parts_are_as_fine_as_the_totals(self, figures):
        found = section(weekly_report(figures, as_of="2018-12-10", track=False), "moved")
        moved, _ = said(found)
        before, now = (
            int(number.replace(",", "")) for number in re.findall(r"(?:from|to) ([\d,]*\d)", moved)
        )
        assert {abs(number) % 100 for number in (before, now)} != {0}

    @settings(max_examples=1 + settings.default.max_examples // 9)
    @given(
        day=st.dates(date(2019, 6, 1), date(2025, 12, 20)).filter(
            lambda day: (day.month, day.day) != (12, 31)  # nothing moves a year that is over
        )
    )
    def test_parts_add_up_to_the_change_as_it_is_printed(self, _figures, day):
        outlook = forecast_year(_figures, as_of=day, year=day.year, n_paths=60)
        found = section(weekly_report(_figures, as_of=day, forecast=outlook, track=False), "moved")
        moved = next(fact for fact in found.facts if fact.key == "moved")
        numbers = re.findall(r"(?:from|to) (?:about )?([\d,]*\d)", moved.sentence.partition(":")[0])
        ends = [int(number.replace(",", "")) for number in numbers]
        step = 10 ** -precision(max(moved.evidence["before"], moved.evidence["now"]))
        change = round((ends[1] - ends[0]) / step) * step if ends else 0
        parts = re.findall(r"about ([\d,]+) (higher|lower)", moved.sentence)
        said_parts = [
            int(number.replace(",", "")) * (1 if way == "higher" else -1) for number, way in parts
        ]
        assert sum(said_parts) == change
        assert sum(moved.evidence["rounded"].values()) == change

    def test_no_median_is_below_what_was_counted(self, figures):
        """Nobody came for months: the medians are the counts, which rounding would undercut.

        The second is two higher than the first, which is less than the rounding: unchanged.
        """
        figures.loc["2021-09-01":"2021-12-31", "arrivals"] = 0
        figures.loc["2021-12-29", "arrivals"] = 2
        counts = figures["arrivals"].loc["2021"]
        figures.loc["2021-01-01", "arrivals"] += (20 - counts.sum()) % 100
        found = said(section(report_of(figures, "2021-12-30"), "moved"))
        now = figures.loc["2021-01-01":"2021-12-30", "arrivals"].sum()
        assert f"is unchanged at {now:,} people." in found[0]

    def test_none_for_the_first_report_that_can_be_made(self, figures):
        short = figures[:"2018-03-01"]
        assert section(report_of(short, "2018-02-28"), "moved") is None


@settings(max_examples=1 + settings.default.max_examples // 9)
@given(day=st.dates(date(2019, 2, 1), date(2026, 1, 1)))
def test_every_day_has_a_report_whose_forms_hold_every_section(_figures, day):
    found = report_of(_figures, day.isoformat())
    html, markdown = found.to_html(), found.to_markdown()
    for part in found.sections:
        assert f'<section id="{part.key}"' in html
        assert f"## {part.title}" in markdown
        for words in ("on track", "all-time", "nan", "None"):
            assert words not in " ".join(said(part))
    form = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert form["version"] == 2
    assert [part["key"] for part in form["sections"]] == [part.key for part in found.sections]


def test_the_json_file(report, tmp_path):
    path, latest = report.write(tmp_path, formats=["json"])
    assert (path.name, latest.name) == ("crossings-2025-05-14.json", "latest.json")
    assert json.loads(path.read_text("utf-8")) == report.to_dict()
