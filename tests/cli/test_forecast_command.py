"""``crossings forecast``: a period, any question about a number, and earlier years."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from .test_cli import answer, refused

MAY = ["forecast", "--as-of", "2025-05-14", "--paths", "200", "--model", "persistence"]
"""A quick model: what it forecasts does not matter here."""


def test_the_reference_date_of_a_hub(set_clock):
    """Today, or the day of --as-of; a weekday is the first one from that day on."""

    def dates(*options):
        hub = answer("forecast", "--format", "hub", "--model", "pace", "--paths", "50", *options)
        rows = list(csv.DictReader(io.StringIO(hub)))
        (reference,) = {row["reference_date"] for row in rows}
        weeks = [row["target_end_date"] for row in rows if row["target"] == "weekly arrivals"]
        return reference, weeks[0]

    set_clock(date(2026, 8, 25))  # a Tuesday
    assert dates() == ("2026-08-25", "2026-08-25")
    assert dates("--reference-date", "saturday") == ("2026-08-29", "2026-08-29")
    assert dates("--as-of", "2025-05-14") == ("2025-05-14", "2025-05-21")
    saturday = ["--as-of", "2025-05-14", "--reference-date", "saturday"]
    assert dates(*saturday) == ("2025-05-17", "2025-05-17")
    before = ["--as-of", "2025-05-14", "--reference-date", "2025-05-10"]
    assert "--reference-date: the reference date 10 May 2025" in refused(
        "forecast", "--format", "hub", *before
    )
    assert "no reference date" in refused("forecast", "--reference-date", "saturday")


def as_json(*words):
    return json.loads(answer(*MAY, *words, "--format", "json"))


def as_rows(*words):
    return list(csv.DictReader(io.StringIO(answer(*MAY, *words, "--format", "csv"))))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("next-week", "2025-05-15", "2025-05-21"),
        ("next-4-weeks", "2025-05-15", "2025-06-11"),
        ("next-13-weeks", "2025-05-15", "2025-08-13"),
        ("next-month", "2025-06-01", "2025-06-30"),
        ("2025-09", "2025-09-01", "2025-09-30"),
        ("2025-09-01", "2025-09-01", "2025-09-01"),
        ("2025-10-01..2026-02-28", "2025-10-01", "2026-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
    ],
)
def test_a_period_in_every_form(text, start, end):
    found = as_json("--period", text)
    assert list(found) == ["as_of", "model", "n_paths", "seed", "period", "provenance"]
    period = found["period"]
    assert (period["start"], period["end"]) == (start, end)
    values = list(period["quantiles"].values())
    assert values == sorted(values)
    assert values[3] == period["median"]
    rows = as_rows("--period", text)
    assert {(row["start"], row["end"]) for row in rows} == {(start, end)}
    quantiles = [row for row in rows if row["output_type"] == "quantile"]
    assert [float(row["value"]) for row in quantiles] == values
    table = answer(*MAY, "--period", text)
    assert table.startswith("Actual total of" if text == "2024-12" else "Forecast of")
    assert max(map(len, table.splitlines())) <= 80


def test_a_period_that_has_begun_says_what_is_counted():
    assert as_json("--period", "2025-05")["period"]["counted"] == 1625
    table = answer(*MAY, "--period", "2025-05")
    assert "Forecast of 1 to 31 May 2025" in table
    assert "Counted, 14 of 31 days" in table
    assert "1,625" in table


def test_a_period_is_the_same_at_every_call():
    words = [*MAY, "--period", "2025-12-20..2026-01-10", "--format", "json"]
    assert answer(*words) == answer(*words)


@pytest.mark.parametrize("period", [[], ["--period", "next-4-weeks"]])
def test_questions_in_every_form(period):
    asked = ["--above", "1,000", "--threshold", "2000", "--between", "0", "5,000",
             "--between=1..9", "--bins", "1,000"]  # fmt: skip
    found = as_json(*asked, *period)
    assert [one["threshold"] for one in found["thresholds"]] == [1000, 2000]
    assert [(one["low"], one["high"]) for one in found["between"]] == [(0, 5000), (1, 9)]
    assert sum(one["probability"] for one in found["bins"]) == pytest.approx(1)
    rows = {(row["output_type"], row["output_type_id"]): row for row in as_rows(*asked, *period)}
    table = answer(*MAY, *asked, *period)
    for one in found["thresholds"]:
        row = rows["probability", str(one["threshold"])]
        assert (float(row["value"]), row["phrase"]) == (one["probability"], one["phrase"])
        assert f"More than {one['threshold']:,}" in table
    for kind, name in (("probability between", "between"), ("probability of bin", "bins")):
        for one in found[name]:
            row = rows[kind, f"{one['low']}..{one['high']}"]
            assert (float(row["value"]), row["phrase"]) == (one["probability"], one["phrase"])
    assert "From 0 to 5,000" in table
    assert max(map(len, table.splitlines())) <= 80


def test_the_few_highest_paths_share_a_line_of_the_table():
    table = answer(*MAY, "--bins", "2000")
    bins = as_json("--bins", "2000")["bins"]
    (line,) = [line for line in table.splitlines() if "or more" in line]
    last = int(line.split()[0].replace(",", ""))
    highest = sum(one["probability"] for one in bins if one["low"] >= last)
    assert highest < 0.0099
    assert sum(one["probability"] for one in bins if one["high"] >= last - 1) > 0.0099
    assert "<1%" in line


def test_earlier_years():
    found = as_json("--like")["like"]
    assert [one["year"] for one in found] == list(range(2018, 2025))
    assert list(found[0]) == ["year", "rest", "total", "share_below", "above_record"]
    rows = [row for row in as_rows("--like") if row["target"] == "like"]
    assert len(rows) == 4 * len(found)
    table = answer(*MAY, "--like")
    assert "If as many people arrive from 15 May to 31 December as on these dates" in table
    for one in found:
        assert f"{one['total']:,}" in table
    assert max(map(len, table.splitlines())) <= 80
    assert "like" not in as_json()


def test_json_and_csv_have_the_final_record_that_the_table_has():
    assert "More than 45,774 (final figure of 2022)" in answer(*MAY)
    assert as_json()["record"]["final"]["threshold"] == 45774
    (row,) = [
        row
        for row in as_rows()
        if (row["target"], row["output_type"]) == ("final record", "probability")
    ]
    assert row["phrase"] == as_json()["record"]["final"]["phrase"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--period", "Christmas"], "--period: 'Christmas'; expected next-week, next-4-weeks"),
        (["--period", "2025-06-02..2025-06-01"], "ends before it starts"),
        (["--period", "2017-12"], "--period: a period from 1 December 2017; expected a start on"),
        (["--period", "2026-12-31..2027-01-01"], "ends on 1 January 2027; expected an end on or"),
        (["--period", "9999"], "--period: a period that ends on 31 December 9999"),
        (["--period", "2025-06", "--year", "2025"], "--period with --year"),
        (["--period", "2025-06", "--like"], "--period with --like"),
        (["--period", "2025-06", "--format", "hub"], "--format hub with --period"),
        (["--like", "--format", "hub"], "--format hub with --like"),
        (["--above", "many"], "--above: 'many'; expected a whole number of people, 0 or more"),
        (["--above", "4,00"], "--above: '4,00'"),
        (["--above", "9" * 40], "expected a whole number of people"),
        (["--above", "1" * 5000], "expected a whole number of people"),
        (["--between", "5"], "--between: '5'; expected two numbers, such as 40,000 50,000"),
        (["--between", "5", "--like"], "--between: '5'; expected two numbers"),
        (["--between", "5", "x"], "--between: 'x'"),
        (["--between", "-5", "5"], "--between: '-5'"),
        (["--between", "6", "5"], "--between: 6 to 5; expected the lower number first"),
        (["--between"], "requires an argument"),
        (["--bins", "0"], "--bins: '0'; expected a whole number of people, 1 or more"),
        (["--bins", "1"], "--bins: bins of 1, of which there would be"),
    ],
)
def test_what_cannot_be_answered(words, said):
    message = refused(*MAY, *words)
    assert said in message
    if "requires" not in message:
        assert message.count("\n") == 1


def test_what_is_refused_is_not_kept(tmp_path):
    where = ["--database", str(tmp_path / "store.sqlite")]
    refused(*MAY, "--save", "--bins", "1", *where)
    assert not (tmp_path / "store.sqlite").exists()
