from __future__ import annotations

import hashlib
import io
from copy import deepcopy
from datetime import UTC, date, datetime

import pandas as pd
import pytest
import xlsxwriter
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
        assert isinstance(caught.value, error), caught.value
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


COLUMNS = [
    "Year",
    "Quarter",
    "Method of entry",
    "Nationality",
    "Region",
    "Sex",
    "Age Group",
    "Number of detections",
]
IN_THE_WORKBOOK = [
    [2022, "2022 Q4", BOATS, "Iran", "Middle East", "Male", "18 to 24", 10],
    [2022, "2022 Q4", LORRY, "Iran", "Middle East", "Male", "18 to 24", 900],
    [2023, "2023 Q1", BOATS, "Iran", "Middle East", "Male", "18 to 24", 1000],
    [2023, "2023 Q1", BOATS, "Iran", "Middle East", "Female", "18 to 24", 1],
]


def xlsx(sheets, saved=date(2023, 5, 25)):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        book.set_properties({"created": datetime(*saved.timetuple()[:3], tzinfo=UTC)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    return packed.getvalue()


class TestWorkbook:
    """The title is in the first row, the header in the second, other sheets around them."""

    @pytest.mark.parametrize("layout", ["Data - Irr_D01", "Data_IER_D01"])
    @pytest.mark.parametrize("kind", ["xlsx", "ods"])
    @pytest.mark.parametrize("quarters", ["2023 Q1", "Q1", "1", "number"])
    def test_both_layouts_in_both_formats(self, read_content, make_ods, layout, kind, quarters):
        rows = deepcopy(IN_THE_WORKBOOK)
        if quarters != "2023 Q1":
            for cells in rows:
                cells[1] = (
                    int(cells[1][-1]) if quarters == "number" else quarters[:-1] + cells[1][-1]
                )
        sheets = {
            "Cover": [["Immigration system statistics"]],
            layout: [["Irr_D01: Irregular migration, by quarter"], COLUMNS, *rows],
            "Data - Irr_D02": [["Another"], COLUMNS, [2023, 1, BOATS, "", "", "", "", 7]],
        }
        content = xlsx(sheets) if kind == "xlsx" else make_ods(sheets, date(2023, 5, 25))
        publication = read_content(content, "any.name")
        assert publication.kind == "quarterly"
        assert publication.published == date(2023, 5, 25)
        assert publication.quarterly["arrivals"].tolist() == [10, 1001]
        assert publication.quarterly.index.strftime("%Y-%m-%d").tolist() == [
            "2022-12-31",
            "2023-03-31",
        ]

    def test_a_cell_that_is_no_count(self, read_content):
        rows = deepcopy(IN_THE_WORKBOOK)
        rows[2][-1] = "z"
        sheets = {"Data_IER_D01": [["Title"], COLUMNS, *rows]}
        with pytest.raises(InvalidFigureError, match=r'Data_IER_D01, row 5.*"z" is not a count'):
            read_content(xlsx(sheets))

    def test_a_quarter_after_the_publication(self, read_content):
        sheets = {"Data_IER_D01": [["Title"], COLUMNS, *IN_THE_WORKBOOK]}
        with pytest.raises(InconsistentDataError, match="none after its publication on 1 January"):
            read_content(xlsx(sheets, saved=date(2023, 1, 1)))

    def test_a_workbook_of_something_else(self, read_content):
        with pytest.raises(UnknownFormatError, match="a spreadsheet with the sheets Budget"):
            read_content(xlsx({"Budget": [["Tea", 3]]}))
