from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pandas as pd
import pytest
from crossings.data import load, read_publication
from crossings.data.errors import (
    CrossingsError,
    InconsistentDataError,
    InvalidFigureError,
    UnknownFormatError,
)
from hypothesis import given
from hypothesis import strategies as st

PLAIN = "date,arrivals,boats\n2025-03-01,0,0\n2025-03-02,705,12\n2025-03-03,1295,20\n"


@pytest.fixture
def refused(read_content):
    """Assert that a text raises exactly this error, naming the file and each of these parts."""

    def check(error, text, *parts):
        with pytest.raises(CrossingsError) as caught:
            read_content(text, "mine.csv")
        assert isinstance(caught.value, error), caught.value
        for part in ("mine.csv", *parts):
            assert part in str(caught.value)

    return check


@pytest.fixture
def plain(read_content) -> pd.DataFrame:
    return read_content(PLAIN).daily


class TestValid:
    def test_says_what_it_is(self, read_content):
        publication = read_content(PLAIN, "mine.csv")
        assert publication.provenance() == {
            "kind": "tidy-csv",
            "title": "mine.csv",
            "url": None,
            "published": None,
            "retrieved": None,
            "sha256": hashlib.sha256(PLAIN.encode()).hexdigest(),
            "through": "2025-03-03",
        }
        assert publication.weekly is publication.quarterly is None

    def test_reads_every_cell(self, plain):
        assert plain["arrivals"].tolist() == [0, 705, 1295]
        assert plain["boats"].tolist() == [0, 12, 20]
        assert plain["status"].tolist() == ["provisional"] * 3
        assert plain["arrivals"].dtype == plain["boats"].dtype == "int64"
        assert plain.index.equals(pd.date_range("2025-03-01", "2025-03-03"))
        assert plain.index.name == "date"

    @pytest.mark.parametrize(
        "text",
        [
            "\N{ZERO WIDTH NO-BREAK SPACE}" + PLAIN,
            PLAIN.replace("\n", "\r\n"),
            PLAIN.replace("\n", "\r"),
            PLAIN.rstrip("\n"),
            PLAIN + "\n\n",
            PLAIN.replace("\n2025-03-02", "\n\n,,\n2025-03-02"),
            PLAIN.replace("1295", '"1,295"'),
            PLAIN.replace("1295", " 1295 "),
            PLAIN.replace("1295", "001295"),
            PLAIN.replace("2025-03-02", "2 March 2025").replace("2025-03-03", "03/03/2025"),
            PLAIN.replace("date,arrivals,boats", ' Date ,"ARRIVALS",Boats'),
            "date,arrivals,boats\n" + "\n".join(PLAIN.splitlines()[:0:-1]),
        ],
        ids=[
            "byte-order mark",
            "CRLF",
            "CR",
            "no last newline",
            "blank end",
            "blank rows",
            "quoted thousands",
            "spaces",
            "leading zeros",
            "forms of dates",
            "headings",
            "newest first",
        ],
    )
    def test_forms_of_the_same_figures(self, plain, read_content, text):
        pd.testing.assert_frame_equal(read_content(text).daily, plain)

    def test_other_columns_are_left_alone(self, plain, read_content):
        lines = [line.split(",") for line in PLAIN.splitlines()]
        extra = ["weather", "-1", '"a, b"', "2.5"]
        text = "\n".join(
            ",".join([more, *reversed(line)]) for more, line in zip(extra, lines, strict=True)
        )
        daily = read_content(text).daily
        pd.testing.assert_frame_equal(daily, plain)

    def test_without_boats(self, read_content):
        daily = read_content("date,arrivals\n2025-03-01,5\n2025-03-02,0\n").daily
        assert list(daily.columns) == ["arrivals", "boats", "status"]
        assert daily["boats"].dtype == "Int64"
        assert daily["boats"].isna().all()

    @pytest.mark.parametrize("mark", ["", "-", " "])
    def test_boats_not_recorded(self, read_content, mark):
        boats = read_content(PLAIN.replace(",12\n", f",{mark}\n")).daily["boats"]
        assert boats.dtype == "Int64"
        assert boats.isna().tolist() == [False, True, False]

    def test_status(self, read_content):
        text = "date,arrivals,status\n2025-03-01,5,final\n2025-03-02,0,Revised\n"
        assert read_content(text).daily["status"].tolist() == ["final", "revised"]

    @given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=30), st.booleans())
    def test_whatever_is_written_is_read(self, read_content, counts, thousands):
        days = [date(2024, 2, 20) + timedelta(n) for n in range(len(counts))]
        form = '"{:,}"' if thousands else "{}"
        rows = [f"{day},{form.format(n)}" for day, n in zip(days, counts, strict=True)]
        daily = read_content("\n".join(["date,arrivals", *rows])).daily
        assert daily["arrivals"].tolist() == counts
        assert [stamp.date() for stamp in daily.index] == days

    def test_what_load_gives_can_be_written_and_read_again(self, figures, tmp_path):
        path = tmp_path / "figures.csv"
        figures.to_csv(path)
        pd.testing.assert_frame_equal(load(path), figures)

    def test_a_path_and_an_open_file_give_the_same(self, tmp_path):
        path = tmp_path / "mine.csv"
        path.write_text(PLAIN)
        with path.open("rb") as opened:
            one, other = read_publication(path), read_publication(opened)
        pd.testing.assert_frame_equal(one.daily, other.daily)
        assert one.provenance() == other.provenance()


class TestRefused:
    @pytest.mark.parametrize(
        "value",
        ["-1", "2.5", "many", "", "-", '"1,29"', "1e3", "NaN", "0x10", "\N{SUPERSCRIPT TWO}"],
    )
    def test_arrivals(self, refused, value):
        refused(
            InvalidFigureError,
            PLAIN.replace("705", value),
            "row 3, column arrivals",
            value.strip('"'),
        )

    @pytest.mark.parametrize("value", ["-1", "2.5", "many", "1000001", "9" * 5000])
    def test_boats(self, refused, value):
        refused(InvalidFigureError, PLAIN.replace(",12\n", f",{value}\n"), "row 3, column boats")

    @pytest.mark.parametrize(
        "value", ["", "soon", "2025-02-30", "March 2025", "03/31/2025", "45718", "2025-03-02T12:00"]
    )
    def test_day(self, refused, value):
        text = PLAIN.replace("2025-03-02", value)
        refused(UnknownFormatError, text, "row 3, column date", value)

    @pytest.mark.parametrize("day", ["1500-01-01", "9999-12-31", "0001-01-01"])
    def test_day_far_from_any_crossing(self, read_content, day):
        with pytest.raises(CrossingsError, match=r"mine\.csv"):
            read_content(f"date,arrivals\n{day},5\n", "mine.csv")

    def test_missing_day(self, refused):
        text = PLAIN.replace("2025-03-02,705,12\n", "")
        refused(InconsistentDataError, text, "row 3", "2 March 2025")

    def test_day_given_twice(self, refused):
        text = PLAIN.replace("2025-03-03", "2025-03-02")
        refused(InconsistentDataError, text, "row 4", "2 March 2025 is given again")

    def test_blank_rows_count(self, refused):
        text = PLAIN.replace("\n2025-03-02", "\n\n\n2025-03-02").replace("705", "x")
        refused(InvalidFigureError, text, "row 5")

    @pytest.mark.parametrize("row", ["2025-03-02,705", "2025-03-02,1,295,12", "2025-03-02"])
    def test_ragged_row(self, refused, row):
        text = PLAIN.replace("2025-03-02,705,12", row)
        refused(InconsistentDataError, text, "row 3", f"{row.count(',') + 1} cells")

    @pytest.mark.parametrize("status", ["guess", "", "final?"])
    def test_unknown_status(self, refused, status):
        text = f"date,arrivals,status\n2025-03-01,5,final\n2025-03-02,0,{status}\n"
        refused(InconsistentDataError, text, "2 March 2025", "provisional, revised, final")

    @pytest.mark.parametrize("text", ["date,arrivals", "date,arrivals\n", "date,arrivals\n,\n\n"])
    def test_no_rows(self, refused, text):
        refused(InconsistentDataError, text, "no rows")

    @pytest.mark.parametrize("column", ["date", "arrivals", "boats", "status"])
    def test_column_twice(self, refused, column):
        text = f"date,arrivals,boats,status,{column}\n2025-03-01,5,1,final,5\n"
        refused(UnknownFormatError, text, f'"{column}" more than once')

    def test_other_columns(self, refused):
        refused(UnknownFormatError, "date,visitors\n2025-03-01,5\n", "date, visitors")

    def test_quote_left_open(self, refused):
        refused(UnknownFormatError, 'date,arrivals\n2025-03-01,"5\n')
