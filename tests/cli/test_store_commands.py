"""The commands of the store, as people run them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
from functools import partial

import pandas as pd
import pytest
from crossings.data.fetching import Patience
from crossings.data.store.store import Store

from ..publications import LAST_7, html_table
from ..site import DAILY, ODS, send
from .test_cli import answer, refused, run

STORE_COMMANDS = ["update", "ingest", "sources", "revisions", "backtest", "history", "doctor"]


@pytest.fixture
def files(tmp_path, last_7_page, make_ods, small_sheets):
    folder = tmp_path / "files"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "x.csv").write_text("nonsense")
    (folder / "page.html").write_bytes(last_7_page)
    (folder / "series.ods").write_bytes(make_ods(small_sheets()))
    (folder / "README").write_text("Hello")
    return folder


@pytest.mark.parametrize("command", STORE_COMMANDS)
def test_help_has_an_example(command):
    text = answer(command, "--help")
    assert f"crossings {command}" in text
    assert "Example:" in text
    assert "--database" in text
    assert "--format" in text
    assert f"  {command} " in answer("--help")


class TestIngest:
    def test_files_and_folders(self, files, where):
        done = run("ingest", files, *where)
        assert done.returncode == 0
        assert "left out: README: content of no known form" in done.stderr
        cells = [line.split() for line in done.stdout.splitlines()]
        assert ["kind", "new", "copy", "held", "left", "out", "figures", "to"] in cells
        assert ["last-7-days", "1", "0", "0", "0", "8", "March", "2025"] in cells
        assert ["time-series", "1", "0", "0", "0", "14", "January", "2025"] in cells
        again = json.loads(answer("ingest", files, *where, "--format", "json"))
        assert [row["outcome"] for row in again] == ["left out", "held", "held"]
        assert again[1]["published"] == "2025-03-09"

    def test_by_url_into_postgresql(self, files, new_database):
        database = new_database("postgresql")
        assert "last-7-days" in answer("ingest", files, "--database", database)
        held = answer("sources", "--format", "csv", "--database", database)
        own = [row for row in csv.DictReader(io.StringIO(held)) if row["retrieved"]]
        assert sorted(row["kind"] for row in own) == ["last-7-days", "time-series"]

    def test_by_the_environment(self, files, tmp_path):
        env = {"CROSSINGS_DATABASE_URL": str(tmp_path / "here" / "store.sqlite")}
        assert run("ingest", files, env=env).returncode == 0
        assert (tmp_path / "here" / "store.sqlite").is_file()
        assert "8 March 2025" not in run("show", "--year", "2018", "--by", "year").stdout
        held = json.loads(run("sources", "--format", "json", env=env).stdout)
        assert sum(row["retrieved"] is not None for row in held) == 2

    def test_a_wrong_file_is_refused_and_the_others_are_not_lost(self, files, where):
        done = run("ingest", files / "README", files / "page.html", *where)
        assert done.returncode == 2
        assert "refused: README: content of no known form" in done.stderr
        assert "last-7-days" in done.stdout
        assert "last-7-days" in answer("sources", *where)

    def test_a_publication_that_contradicts_itself(self, tmp_path, make_page, where):
        rows = [*LAST_7, ["8 March 2025", "9", "1", "0", ""]]
        (tmp_path / "page.html").write_bytes(make_page(html_table(*rows)))
        done = run("ingest", tmp_path, *where)
        assert done.returncode == 2
        assert "8 March 2025 is given again" in done.stderr
        assert "last-7-days" not in answer("sources", *where)

    def test_quietly(self, files, where):
        done = run("-q", "ingest", files, *where)
        assert (done.returncode, done.stderr) == (0, "")
        done = run("-q", "ingest", files / "README", *where)
        assert done.returncode == 2
        assert "refused: README" in done.stderr

    def test_a_broken_publication_in_a_folder_is_not_left_out_in_silence(self, files, where):
        content = (files / "series.ods").read_bytes()
        (files / "series.ods").write_bytes(content[:-200])
        done = run("ingest", files, *where)
        assert done.returncode == 2
        assert "refused: series.ods: the spreadsheet is damaged" in done.stderr
        assert "last-7-days" in done.stdout

    def test_a_name_that_is_no_text(self, files, where):
        source = os.fsencode(files / "page.html")
        os.rename(source, os.fsencode(files) + b"/\xff.csv")  # noqa: PTH104 - no Path of bytes
        assert "last-7-days" in answer("ingest", files, *where)

    def test_nothing_is_done_where_a_file_is_not_there(self, files, where, tmp_path):
        assert "no such file" in refused("ingest", files, tmp_path / "none.ods", *where)
        assert not (tmp_path / "store.sqlite").exists()
        (tmp_path / "empty").mkdir()
        assert "an empty folder" in refused("ingest", tmp_path / "empty", *where)

    def test_no_file(self, where):
        assert "Missing argument" in refused("ingest", *where)

    def test_a_day_of_publication_is_put_right(self, tmp_path, where, last_7_page):
        path = tmp_path / "page.html"
        path.write_bytes(last_7_page)
        answer("ingest", path, *where)
        said = json.loads(
            answer("ingest", path, "--published", "2025-03-10", "--format", "json", *where)
        )
        assert (said[0]["outcome"], said[0]["published"]) == ("dated", "2025-03-10")
        assert said[0]["remarks"][0]["found"] == "9 March 2025 by itself"
        (held,) = Store(where[1]).publications()
        assert str(held.known) == "2025-03-10"

    def test_remarks_are_said_and_listed(self, tmp_path, where, make_page):
        rows = [*LAST_7[:3], ["8 March 2024", *LAST_7[3][1:]]]
        (tmp_path / "page.html").write_bytes(make_page(html_table(*rows)))
        done = run("ingest", tmp_path / "page.html", *where)
        remark = 'row 4, column Date: "8 March 2024"; read as 8 March 2025'
        assert done.returncode == 0
        assert remark in done.stderr
        listed = json.loads(answer("sources", "--format", "json", *where))
        (page,) = (one for one in listed if one["kind"] == "last-7-days")
        assert page["remarks"][0]["where"] == "row 4, column Date"
        assert "8 March 2024" in answer("sources", *where)

    def test_a_column_of_people(self, tmp_path, where):
        path = tmp_path / "own.csv"
        path.write_text("day;landed;people\n21/08/2026;64;65\n")
        answer("ingest", path, "--count", "landed", "--published", "2026-08-22", *where)
        shown = answer("show", "--year", "2026", "--format", "csv", *where)
        assert "2026-08-21,64," in shown
        (held,) = Store(where[1]).publications()
        assert [remark.found for remark in held.remarks] == [
            'the column "day"',
            'the column "landed"',
        ]

    def test_a_day_of_publication(self, tmp_path, where):
        table = tmp_path / "own.csv"
        table.write_text("date,arrivals\n2026-08-21,5\n2026-08-22,9\n")
        assert "soon" in refused("ingest", table, "--published", "soon", *where)
        answer("ingest", table, "--published", "2026-08-23", *where)
        show = ["show", "--format", "csv", *where]
        assert "2026-08-22" in answer(*show)
        assert "2026-08-22" in answer(*show, "--as-of", "2026-08-23")
        assert "2026-08-22" not in answer(*show, "--as-of", "2026-08-22")

    def test_a_database_that_is_none(self, files, tmp_path):
        (tmp_path / "x.sqlite").write_text("no database" * 100)
        message = refused("ingest", files, "--database", tmp_path / "x.sqlite")
        assert "a file that is not a database" in message
        message = refused("ingest", files, "--database", "postgresql://127.0.0.1:1/x", code=1)
        assert "does not answer" in message


class TestAsking:
    def test_target_data_of_a_hub_are_what_was_known(self, files, where):
        """The week to 6 March 2025, before and after that day was revised."""
        answer("ingest", files, *where)
        options = ["--format", "hub-target", "--reference-date", "2025-03-06", *where]
        weeks = {}
        for day in ("2025-03-10", "2026-08-21"):
            rows = list(csv.DictReader(io.StringIO(answer("show", "--as-of", day, *options))))
            assert {row["as_of"] for row in rows} == {day}
            (week,) = (row for row in rows if row["target_end_date"] == "2025-03-06")
            shown = json.loads(answer("show", "--as-of", day, "--format", "json", *where))
            days = [one["arrivals"] for one in shown if "2025-02-28" <= one["date"] <= "2025-03-06"]
            assert int(week["observation"]) == sum(days)
            weeks[day] = sum(days)
        assert len(set(weeks.values())) == 2

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--by", "week"], "a hub takes weeks and years"),
            (["--year", "1999"], "expected a year from 2018 to"),
            (["--reference-date", "someday"], "--reference-date: 'someday' is neither"),
        ],
    )
    def test_target_data_that_cannot_be(self, arguments, words):
        assert words in refused("show", "--format", "hub-target", *arguments)

    def test_a_reference_date_of_nothing(self):
        assert "the format of a forecast hub" in refused("show", "--reference-date", "saturday")

    def test_revisions(self, files, where):
        answer("ingest", files, *where)
        rows = json.loads(answer("revisions", *where, "--format", "json"))
        assert {row["how"] for row in rows} == {"flagged", "silent", "sum"}
        found = [row for row in rows if row["date"] == "2025-03-06" and row["old"] == 1295]
        assert found[0]["new_kind"] == "time-series"
        assert found[0]["old_published"] == "2025-03-09"
        text = answer("revisions", *where, "--since", "2025-11-14")
        assert "2025-03-06" in text
        assert "2022 Q3" not in text
        assert max(map(len, text.splitlines())) <= 80
        assert "not a date" in refused("revisions", "--since", "soon", *where)

    def test_how_figures_behave(self, files, where):
        answer("ingest", files, *where)
        rows = json.loads(answer("revisions", "--summary", *where, "--format", "json"))
        of = {(row["measure"], row["kind"]): row for row in rows}
        people = of["arrivals", "Home Office"]
        assert people["twice"] > 0
        assert 0 < people["share"] < 1
        page = of["arrivals", "last-7-days"]
        assert (page["figures"], page["twice"], page["share"]) == (3, 0, None)
        text = answer("revisions", "--summary", *where)
        assert "marked   twice" in text
        assert max(map(len, text.splitlines())) <= 80
        both = refused("revisions", "--summary", "--since", "2025-01-01", *where)
        assert "--summary with --since" in both

    def test_a_mark_on_a_week_that_no_day_explains(self, official, where):
        answer("ingest", *official.glob("time-series/2026-05-15*"), *where)
        rows = json.loads(answer("revisions", *where, "--format", "json"))
        (row,) = [row for row in rows if (row["by"], row["date"]) == ("week", "2026-04-19")]
        assert (row["measure"], row["new"]) == ("prevented or events_prevented", None)
        assert "column not known" in answer("revisions", *where)

    def test_final_figures_beside_the_sums_of_days(self):
        rows = json.loads(answer("show", "--by", "year", "--format", "json"))
        final = {row["end"][:4]: row["final"] for row in rows}
        assert (final["2020"], final["2022"], final["2026"]) == (8466, 45774, None)
        rows = json.loads(answer("show", "--by", "quarter", "--year", "2022", "--format", "json"))
        assert [row["final"] for row in rows] == [4548, 8199, 20301, 12726]
        assert "not yet" in answer("show", "--by", "year")
        rows = json.loads(answer("show", "--by", "month", "--year", "2026", "--format", "json"))
        assert [row["final"] for row in rows] == [933, 1276, 2232, 1975, 2726, 2742, None, None]
        assert [row["final_boats"] for row in rows][:3] == [15, 20, 35]
        text = answer("show", "--by", "month", "--year", "2021")
        assert text.split().count("given") == 16  # people and boats, May to December
        assert "final" not in json.loads(answer("show", "--by", "week", "--format", "json"))[0]

    def test_years_that_end_in_any_month(self):
        """As Home Office statistics speak of them: "year ending June 2026"."""
        words = ["show", "--by", "year-ending", "--year", "2026"]
        rows = json.loads(answer(*words, "--format", "json"))
        assert [row["end"][5:] for row in rows] == [
            "01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31",
        ]  # fmt: skip
        june, july = rows[-2:]
        quarters = json.loads(answer("show", "--by", "quarter", "--format", "json"))
        own = [row for row in quarters if "2025-07-01" <= row["start"] < "2026-07-01"]
        assert (june["start"], june["complete"], len(own)) == ("2025-07-01", True, 4)
        for name in ("arrivals", "boats", "final", "final_boats"):
            assert june[name] == sum(row[name] for row in own), name
        assert july["final"] is None
        table = answer(*words)
        assert "People and boats in the twelve months to the end of each month" in table
        assert "not yet" in table
        assert (
            answer(*words, "--format", "csv").splitlines()[-2].startswith("2025-07-01,2026-06-30")
        )

    def test_a_year_before_the_figures_has_no_years_that_end_in_it(self):
        first = json.loads(answer("show", "--by", "year-ending", "--format", "json"))[0]
        assert (first["end"], first["days"], first["complete"]) == ("2018-01-31", 31, False)
        said = refused("show", "--by", "year-ending", "--year", "2017")
        assert "no twelve months that end in 2017; expected a year from 2018 to 2026" in said

    def test_figures_that_a_gap_cuts_off(self, tmp_path, where):
        (tmp_path / "own.csv").write_text("date,arrivals\n2026-09-01,5\n")
        answer("ingest", tmp_path / "own.csv", *where)
        done = run("compare", *where)
        assert done.returncode == 0
        assert "there are no figures for 21 August 2026; later ones are left out" in done.stderr

    def test_a_store_that_ends_before_the_figures_of_the_package(self, tmp_path, where):
        days = [f"{day.date()},1" for day in pd.date_range("2018-01-01", "2025-06-30")]
        (tmp_path / "own.csv").write_text("\n".join(["date,arrivals", *days]))
        answer("ingest", tmp_path / "own.csv", *where)
        done = run("compare", *where)
        assert done.returncode == 0
        assert "the figures in the store end on 30 June 2025" in done.stderr
        assert "Get newer ones: crossings update" in done.stderr

    def test_a_store_that_the_environment_names_before_it_is_there(self, tmp_path):
        path = tmp_path / "mistyped.sqlite"
        env = {"CROSSINGS_DATABASE_URL": str(path)}
        done = run("compare", "--format", "csv", env=env)
        assert done.stdout == answer("compare", "--format", "csv")
        assert f"there is no store yet at {path}" in done.stderr
        assert not path.exists()

    def test_one_source_of_figures(self, tmp_path, where):
        assert "one of them" in refused("show", "--data", "x.csv", *where)

    def test_a_store_that_is_not_there(self, where):
        for command in ("show", "sources", "revisions", "compare", "facts", "report"):
            assert "no such store" in refused(command, *where)


class TestUpdate:
    def test_fetches_what_is_new(self, whole, where):
        done = run("update", "--site", whole.url, *where)
        assert done.returncode == 0, done.stderr
        assert f"fetching {whole.url}{ODS}" in done.stderr
        rows = json.loads(answer("update", "--site", whole.url, *where, "--format", "json"))
        outcomes = [row["outcome"] for row in rows]
        assert outcomes == ["unchanged", "held", "unchanged", "not found"]

    def test_no_network_is_a_dated_warning_and_leaves_the_figures(self, where, monkeypatch):
        # It asks as often as ever, and waits less.
        monkeypatch.setattr("crossings.data.govuk.Patience", partial(Patience, first_wait=0.01))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        message = refused("update", "--site", url, *where, code=1)
        assert "no answer" in message
        assert re.search(r" on \d{1,2} [A-Z][a-z]+ \d{4}", message)
        assert "The newest figures you have are still those to 20 August 2026." in message
        assert 'by hand, download the spreadsheet "Small boats - time series" from https' in message
        assert message.rstrip().endswith("crossings ingest FILE")
        assert "2026-08-20" in answer("compare", *where, "--format", "csv")

    def test_one_that_fails_is_a_failure_of_the_world(self, whole, where):
        whole.serve(DAILY, send("", 404))
        done = run("update", "--site", whole.url, *where)
        assert done.returncode == 1
        assert "refused" in done.stderr
        assert "time-series" in done.stdout

    def test_a_page_that_is_not_understood(self, whole, where):
        whole.serve(DAILY, send("<!DOCTYPE html><title>Sign in</title>"))
        assert run("update", "--site", whole.url, *where).returncode == 1
