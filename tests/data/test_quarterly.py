from __future__ import annotations

import hashlib

import pandas as pd
import pytest
from crossings.data import load
from crossings.data.errors import (
    CrossingsError,
    InconsistentDataError,
    InvalidFigureError,
    NoFiguresError,
    UnknownFormatError,
)
from hypothesis import given
from hypothesis import strategies as st

HEADER = "Date,Year,Quarter,Method of entry,Nationality,Region,Sex,Age Group,Number of detections\n"
BOATS, LORRY = "Small boat arrivals", "Recorded detections at UK ports"


def row(year, quarter, people, method=BOATS, nationality="Iran", sex="Male") -> str:
    return f"x,{year},{quarter},{method},{nationality},Middle East,{sex},18 to 24,{people}\n"


PLAIN = HEADER + "".join(
    [
        row(2022, 4, 10),
        row(2022, 4, 5, sex="Female"),
        row(2022, 4, 900, method=LORRY),
        row(2023, 1, '"1,000"', nationality="Albania"),
        row(2023, 1, 1),
        row(2023, 2, 0),
    ]
)


@pytest.fixture
def refused(read_content):
    """Assert that a text raises exactly this error, naming the file and each of these parts."""

    def check(error, text, *parts):
        with pytest.raises(CrossingsError) as caught:
            read_content(text, "detailed.csv")
        assert type(caught.value) is error, caught.value
        for part in ("detailed.csv", *parts):
            assert part in str(caught.value)

    return check


@pytest.fixture
def plain(read_content) -> pd.DataFrame:
    return read_content(PLAIN).quarterly


class TestValid:
    def test_sums_small_boats_only(self, plain):
        ends = pd.DatetimeIndex(["2022-12-31", "2023-03-31", "2023-06-30"])
        assert plain.index.equals(ends)
        assert plain.index.name == "quarter_ending"
        assert plain["arrivals"].tolist() == [15, 1001, 0]
        assert plain["year"].tolist() == [2022, 2023, 2023]
        assert plain["quarter"].tolist() == [4, 1, 2]
        assert plain["status"].tolist() == ["final"] * 3

    def test_says_what_it_is(self, read_content):
        publication = read_content(PLAIN)
        provenance = publication.provenance()
        assert (provenance["kind"], provenance["through"]) == ("quarterly", "2023-06-30")
        assert provenance["sha256"] == hashlib.sha256(PLAIN.encode()).hexdigest()
        assert provenance["published"] is None
        assert publication.daily is publication.weekly is None

    @pytest.mark.parametrize(
        "text",
        [
            "\N{ZERO WIDTH NO-BREAK SPACE}" + PLAIN,
            PLAIN.replace("\n", "\r\n"),
            PLAIN.replace(",2022,4,", ",2022,2022 Q4,").replace(",2023,1,", ",2023,2023 Q1,"),
            PLAIN.replace(",2022,4,", ',2022,"2022 Q4",').replace(",2023,2,", ",2023,Q2,"),
            PLAIN.replace(BOATS, "small  boat\N{NO-BREAK SPACE}Arrivals "),
            PLAIN.replace("Method of entry", "METHOD OF ENTRY\N{NO-BREAK SPACE}"),
            HEADER + "".join(PLAIN.splitlines(keepends=True)[:0:-1]),
            "\n".join(f"new,{line}" for line in PLAIN.splitlines()),
            PLAIN.replace("\nx,2023,1", "\n\n\nx,2023,1", 1),
        ],
        ids=[
            "byte-order mark",
            "CRLF",
            "year and quarter",
            "quoted quarter",
            "method",
            "heading",
            "newest first",
            "another column",
            "blank rows",
        ],
    )
    def test_forms_of_the_same_figures(self, plain, read_content, text):
        pd.testing.assert_frame_equal(read_content(text).quarterly, plain)

    @given(st.lists(st.lists(st.integers(0, 5000), min_size=1, max_size=5), min_size=1, max_size=9))
    def test_any_split_sums(self, read_content, parts):
        text = HEADER + "".join(
            row(2018 + at // 4, at % 4 + 1, people)
            for at, part in enumerate(parts)
            for people in part
        )
        assert read_content(text).quarterly["arrivals"].tolist() == [sum(part) for part in parts]


class TestRefused:
    def test_no_small_boats(self, refused):
        refused(NoFiguresError, PLAIN.replace(BOATS, LORRY), "small boat arrivals")

    def test_no_rows(self, refused):
        refused(NoFiguresError, HEADER)

    def test_as_daily_figures(self, tmp_path):
        path = tmp_path / "detailed.csv"
        path.write_text(PLAIN)
        with pytest.raises(NoFiguresError, match="quarterly, without daily figures"):
            load(path)

    def test_missing_quarter(self, refused):
        without = "".join(
            line for line in PLAIN.splitlines(keepends=True) if not line.startswith("x,2023,1")
        )
        refused(InconsistentDataError, without, "quarter is missing", "2022-12 to 2023-06")

    @pytest.mark.parametrize("people", ["-1", "2.5", "few", "", "-"])
    def test_count(self, refused, people):
        text = HEADER + row(2023, 1, 7) + row(2023, 2, people)
        refused(InvalidFigureError, text, "row 3, column Number of detections")

    @pytest.mark.parametrize(
        ("year", "quarter"),
        [(2023, 5), (2023, 0), (2023, ""), (2023, "Q"), ("", 1), (23, 1), ("2023.0", 1), (1023, 1)],
    )
    def test_quarter(self, refused, year, quarter):
        text = HEADER + row(2023, 1, 7) + row(year, quarter, 7)
        refused(UnknownFormatError, text, "row 3", f'"{quarter}"')

    def test_year_and_quarter_that_disagree(self, refused):
        text = HEADER + row(2022, "2023 Q4", 7)
        refused(InconsistentDataError, text, "row 2")

    def test_ragged_row(self, refused):
        text = HEADER + row(2023, 1, 7) + "x,2023,2,Small boat arrivals\n"
        refused(InconsistentDataError, text, "row 3", "4 cells")

    @pytest.mark.parametrize("column", ["Year", "Quarter"])
    def test_missing_column(self, refused, column):
        refused(UnknownFormatError, PLAIN.replace(column, "Period"), f'"{column}"')

    def test_a_header_that_lacks_the_method(self, refused):
        refused(
            UnknownFormatError, PLAIN.replace("Method of entry", "Route"), "Year, Quarter, Route"
        )
