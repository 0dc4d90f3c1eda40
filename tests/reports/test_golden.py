"""Reports of the past, as they were when they were last read and found right.

Numbers and sentences, not pixels. Where a change means to change them:
``GOLDEN=write pytest tests/reports/test_golden.py``, and read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from crossings.data import load
from crossings.reports import weekly_report

GOLDEN = Path(__file__).parent / "golden"
DAYS = (
    "2019-03-31",  # the second year
    "2020-02-29",  # a day that other years do not have
    "2022-11-14",  # the record is broken
    "2025-01-01",  # a week that straddles New Year
    "2025-04-17",  # what news reports said that day
    "2025-05-14",
    "2025-12-31",  # a finished year
    "2026-01-01",  # a year with nothing yet
    "2026-08-20",  # the newest figures
)
KNOWN = {"2025-12-31": "2026-01-02", "2026-01-01": "2026-01-02", "2026-08-20": "2026-08-21"}
"""The release that has these days came out later: on its day they were known."""


def said(report):
    return {
        "title": report.title,
        "dateline": report.dateline,
        "headline": [fact.sentence for fact in report.headline],
        "sections": {
            section.key: {
                "title": section.title,
                "facts": [fact.sentence for fact in section.facts],
                "charts": [[chart.title, chart.text] for chart in section.charts],
                "tables": [
                    [" | ".join(row) for row in (table.columns, *table.rows)]
                    for table in section.tables
                ],
            }
            for section in report.sections
        },
    }


@pytest.mark.parametrize("day", DAYS)
def test_a_report_of_the_past(day, kept):
    found = said(weekly_report(load(as_of=KNOWN.get(day, day)), as_of=day, kept=kept))
    path = GOLDEN / f"{day}.json"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(f"{json.dumps(found, indent=1)}\n", "utf-8")
    assert found == json.loads(path.read_text("utf-8"))


def test_what_statistics_says_of_april_and_may_2025():
    text, may = ((GOLDEN / f"2025-{day}.json").read_text("utf-8") for day in ("04-17", "05-14"))
    assert "9,099 people have arrived by small boat in 2025 up to 17 April" in text
    assert "more than in the whole of January to April of any earlier year since 2018" in text
    assert "The highest day of 2025 so far was 15 April, with 705 people." in text
    reached = (
        "The total for 2025 reached 12,000 on 12 May, with 12,407 people by the end of that day."
    )
    assert reached in may
