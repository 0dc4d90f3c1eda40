from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest
from crossings.data import Figures, load
from crossings.data.errors import OptionError
from crossings.forecast import forecast_year
from crossings.reports import facts, plot_cumulative, weekly_report
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html


def texts(html):
    """The page's text without its style sheet, tags folded away."""
    body = re.sub(r"<(style|svg|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_title_block_names_the_day_the_publication_and_the_standing(report):
    for form in (texts(report.to_html()), report.to_markdown()):
        assert (
            "Figures to 14 May 2025; published 21 August 2026; provisional; Home Office, "
            "Open Government Licence v3.0." in form
        )


@pytest.mark.parametrize("year", range(2018, 2026))
def test_every_year_is_compared_on_the_same_date(report, figures, year):
    people = figures.loc[f"{year}-01-01" : f"{year}-05-14", "arrivals"].sum()
    assert f'<th scope="row">{year}</th><td>{people:,}</td>' in report.to_html()
    assert re.search(rf"^\| {year}\s+\|\s+{people:,} \|", report.to_markdown(), re.MULTILINE)


def test_forecast_and_probability_stand_as_number_and_words(report):
    low, high = report.forecast.total.interval(0.95)
    for form in (texts(report.to_html()), report.to_markdown()):
        assert f"{low // 100 * 100:,} to {-(-high // 100) * 100:,}" in form  # outward
        assert "likely (63%)" in form
        assert "More than 45,755 (record, 2022)" in form
        assert "More than 45,774 (final figure of 2022)" in form


def test_every_fact_is_there_but_only_the_newest_milestone_and_run_of_months(report):
    html, markdown = texts(report.to_html()), report.to_markdown()
    left_out = {f"milestone-{total}" for total in range(1000, 12000, 1000)}
    for fact in report.facts:
        assert (fact.sentence in html) is (fact.key not in left_out)
        assert (fact.sentence in markdown) is (fact.key not in left_out)


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        # A boat far outside what was seen is news for four weeks.
        (
            "2026-08-20",
            (
                "year-to-date same-date-change people-per-boat-day this-week forecast "
                "record-probability"
            ),
        ),
        # Above whole months of earlier years, and a thousand reached: the news of that week.
        (
            "2025-05-14",
            (
                "year-to-date same-date-change period-record-jan-may milestone-12000 "
                "this-week forecast record-probability"
            ),
        ),
        # The record day, and the record week.
        (
            "2022-09-05",
            (
                "year-to-date same-date-change highest-day highest-month this-week forecast "
                "record-probability"
            ),
        ),
        ("2025-12-31", "year-to-date same-date-change this-week record-probability"),
        ("2026-01-01", "year-to-date this-week forecast record-probability"),
        ("2019-01-01", "year-to-date this-week forecast record-probability"),
    ],
)
def test_the_headline_is_the_news(report_of, day, keys):
    found = report_of(day)
    assert [fact.key for fact in found.headline] == keys.split()
    for fact in found.headline:
        for sentence in fact.sentence.split(". "):
            assert len(sentence.split()) <= 25


def test_each_fact_is_stated_once(report):
    said = [fact.key for fact in report.headline]
    said += [fact.key for part in report.sections for fact in part.facts]
    assert len(said) == len(set(said))


def test_caveats_licence_and_sources(report):
    for form in (texts(report.to_html()), report.to_markdown()):
        assert "Daily figures are provisional operational data" in form
        assert "Open Government Licence v3.0" in form
        assert "Small boats - time series" in form


def test_provenance_stands_at_the_top_and_at_the_foot_and_beside_what_differs(report):
    page = texts(report.to_html())
    assert page.count("published 21 August 2026; provisional") == 1
    assert page.count("published on 21 August 2026") == 1 + page.count("Made on")
    others = {table.key: table.source for table in report.tables.values() if table.source}
    assert set(others) == {"who-nationality", "who-sex", "who-age", "preventions"}
    assert all(source in page for source in others.values())


@settings(max_examples=1 + settings.default.max_examples // 7)
# Nothing is forecast of a year that is over.
@given(st.dates(date(2018, 3, 1), date(2025, 12, 30)).filter(lambda day: f"{day:%d%m}" != "3112"))
def test_no_rounding_undercuts_what_was_counted(_figures, day):
    forecast = forecast_year(_figures, as_of=day, year=day.year, model="root-level", n_paths=60)
    report = weekly_report(_figures, as_of=day, forecast=forecast, track=False)
    shown = [
        cell
        for row in report.tables["forecast"].rows
        if row[0].startswith("Whole of")
        for cell in row[2:]
    ]
    shown += re.findall(r"between ([\d,]+) and", report.charts["cumulative"].title)
    shown += re.findall(
        r"from ([\d,]+) to", next(one for one in report.headline if one.key == "forecast").sentence
    )
    numbers = [int(n.replace(",", "")) for cell in shown for n in re.findall(r"[\d,]+", cell)]
    assert min(numbers) >= forecast.year_to_date


def test_a_finished_year_speaks_of_no_forecast(_figures, kept, words_only):
    report = weekly_report(_figures, as_of="2025-12-31", kept=kept)
    for form in (texts(report.to_html()), report.to_markdown()):
        assert "Actual total of 2025" in form
        assert not re.search(r"Forecast (of|for)|Bands|Method|Year to date \(", form)
    assert report.section("method") is None
    assert len(report.caveats) == 1


def test_words_that_a_report_avoids(report_of, report):
    avoided = r"(?i)all-time|on track|on course|\bever\b|surge|because of|due to"
    days = ("2025-04-17", "2022-11-10", "2026-01-01")
    others = (report_of(day).to_markdown() for day in days)
    for page in (texts(report.to_html()), *others):
        assert re.findall(avoided, page) == []


def test_the_page_is_whole_in_itself(report):
    html = report.to_html()
    assert html.count("<script") == 2  # one is the numbers that the other reads
    outside = re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?(?!#)([^"\')\s>]+)', html)
    assert {address.split("/")[2] for address in outside if "//" in address} <= {
        "www.gov.uk",
        "www.nationalarchives.gov.uk",
    }
    assert not re.search(r"<(img|iframe|object)\b|<script src|@import", html)
    assert re.findall(r"<link\b[^>]*>", html) == ['<link rel="icon" href="data:,">']
    assert len(html) < 600_000
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(
        re.findall(r'href="#([^"]+)"', re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))
    ) <= set(ids)


def test_the_page_is_well_formed(report):
    void = {"meta", "br", "hr", "img", "input", "link", "wbr"}

    class Checker(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag not in void:
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    checker = Checker()
    checker.feed(report.to_html())
    assert checker.open == []


def test_the_chart_names_itself_and_its_numbers(report):
    chart = report.charts["cumulative"]
    svg = ET.fromstring(chart.svg)
    spaces = {"svg": "http://www.w3.org/2000/svg"}
    assert svg.get("role") == "img"
    assert svg.find("svg:title", spaces).text == chart.title
    text = svg.find("svg:desc", spaces).text
    assert "12,699 by 14 May" in text
    assert "45,755 in 2022" in text
    labels = {node.text for node in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"2018", "2022 record year", "2024 last year", "2025 forecast", "Jan", "Dec"} <= labels


def test_the_chart_data_are_the_running_totals(report, figures):
    table = report.tables["cumulative"]
    assert table.columns[4:] == tuple(map(str, range(2025, 2017, -1)))
    june = dict(zip(table.columns, table.rows[5], strict=True))
    assert june["Through"] == "30 June"
    assert june["2024"] == f"{figures.loc['2024-01-01':'2024-06-30', 'arrivals'].sum():,}"
    assert june["2025"] == ""
    median = report.forecast.period("2025-01-01", "2025-06-30").median
    assert june["Median"] == f"{round(median, -2):,}"


def test_charts_draw_on_given_axes(figures):
    from matplotlib.figure import Figure

    forecast = forecast_year(figures, as_of="2025-05-14", n_paths=50)
    axes = Figure().add_subplot()
    assert plot_cumulative(figures, forecast, ax=axes) is axes
    named = [line.get_gid() or "" for line in axes.lines]
    years = [gid for gid in named if gid.startswith("year-")]
    assert years == [f"year-{year}" for year in range(2018, 2026)]


def test_markdown_tables_align(report):
    blocks = re.findall(r"(?:^\|.*\|\n)+", report.to_markdown(), re.MULTILINE)
    tables = [table for section in report.sections for table in section.tables]
    assert len(blocks) == len(tables) == 16
    for block in blocks:
        lines = block.splitlines()
        assert len({len(line) for line in lines}) == 1
        assert len({line.count("|") for line in lines}) == 1


def test_markdown_renders(report):
    from markdown_it import MarkdownIt

    page = html.fromstring(MarkdownIt("commonmark").enable("table").render(report.to_markdown()))
    tables = [table for section in report.sections for table in section.tables]
    shown = page.xpath("//table")
    assert len(shown) == len(tables)
    for rendered, table in zip(shown, tables, strict=True):
        cells = [
            [cell.text_content() for cell in row.xpath("th|td")] for row in rendered.iter("tr")
        ]
        assert cells == [list(table.columns), *map(list, table.rows)]
    titles = [section.title for section in report.sections]
    assert [heading.text_content() for heading in page.iter("h2")] == titles
    words = " ".join(page.text_content().split())
    for fact in (*report.headline, *report.sections[0].facts):
        assert fact.sentence in words


def test_dict_holds_json_only(report):
    found = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert found["comparison"][-1]["to_date"] == 12699
    assert found["comparison"][-1]["change"] is None
    assert found["comparison"][0]["same_date"] == "2018-05-14"
    assert found["forecast"]["year_to_date"] == 12699
    assert len(found["facts"]) == len(report.facts)


def test_text_from_outside_is_escaped(made, words_only):
    made.attrs["provenance"] = [
        {
            "kind": "tidy-csv",
            "title": "<script>alert(1)</script>|*x*.csv",
            "url": None,
            "published": None,
            "retrieved": None,
            "sha256": "0" * 64,
            "through": "2023-06-15",
        }
    ]
    report = weekly_report(made, track=False)
    assert "<script>alert" not in report.to_html()
    assert "<script" not in report._repr_html_()
    assert "&lt;script&gt;" in report._repr_html_()
    assert "&lt;script&gt;" in report.to_html()
    assert r"\<script\>alert(1)\</script\>\|\*x\*.csv" in report.to_markdown()
    assert "Crown copyright" not in report.to_html()
    assert "Home Office" not in report.to_html()


@pytest.mark.parametrize(
    "day", ["2018-12-31", "2019-02-10", "2020-02-29", "2022-12-25", "2025-12-31", "2026-01-01"]
)
def test_reports_of_hard_days(report_of, words_only, day):
    report = report_of(day)
    page = texts(report.to_html())
    assert report.year == int(day[:4])
    assert "nan" not in page.lower().replace("finance", "")
    assert "None" not in page
    assert "<NA>" not in report.to_markdown()


def test_one_year_of_data_makes_a_report(figures):
    report = weekly_report(figures.loc["2025"], as_of="2025-09-30", track=False)
    assert not report.forecast.record.exists
    assert "record" not in report.tables["forecast"].rows[-1][0]


def test_own_figures_need_nothing_but_arrivals():
    days = pd.date_range("2020-01-01", "2022-05-20", name="date")
    table = pd.DataFrame({"arrivals": range(len(days))}, index=days)
    report = weekly_report(table, track=False)
    assert report.figures.published is None
    assert "no publication date; provisional; figures of the user" in report.to_markdown()


def test_a_table_that_was_changed_is_not_called_official(figures):
    doubled = figures.assign(arrivals=figures["arrivals"] * 2)
    report = weekly_report(doubled, as_of="2025-05-14", track=False)
    assert report.headline[0].value == 25_398
    words = report.to_markdown()
    assert "Home Office" not in words
    assert "Open Government Licence" not in words
    assert "figures of the user" in words
    assert "The figures are those of the user of the package" in words
    assert "final figure of 2022" not in words


@pytest.mark.parametrize("speak", [weekly_report, facts])
def test_a_series_of_something_else_is_refused(speak, tmp_path):
    path = tmp_path / "visitors.csv"
    days = pd.date_range("2022-01-01", "2024-05-14")
    pd.DataFrame({"date": days, "visitors": 7}).to_csv(path, index=False)
    visitors = load(path, count="visitors")
    with pytest.raises(OptionError, match="figures of visitors; expected people arriving"):
        speak(visitors)
    outlook = forecast_year(visitors, n_paths=20)
    assert "<caption>Visitors in 2024, forecast from figures" in outlook._repr_html_()


def test_a_table_and_its_figures_make_the_same_report(figures):
    how = {"as_of": "2025-05-14", "track": False}
    of_table = weekly_report(figures, **how).to_dict()
    assert of_table == weekly_report(Figures.of(figures), **how).to_dict()
