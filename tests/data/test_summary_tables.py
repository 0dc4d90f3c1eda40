"""Summary tables of the quarterly statistics, in the style of the releases: made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from crossings.data import people
from crossings.data.errors import (
    InconsistentDataError,
    InvalidFigureError,
    NoFiguresError,
    OptionError,
)
from crossings.data.publications.spans import label, named, span
from crossings.data.store.store import Store

from .test_quarterly import BOATS, xlsx

SAVED = date(2024, 2, 29)
TITLE = [["IER_02a: People and boats by period"], ["Notes are on the sheet Notes"], []]
BY_QUARTER = [
    ["Year", "Quarter", "Number of people [note 1]", "Number of boats"],
    [2023, "2023 Q3", "1,200 [r]", 30],
    [2023, "2023 Q4", 700, "[x]"],
    [],
]
BY_MONTH = [
    ["Year", "Month", "Number of people", "Number of boats"],
    [2023, "July", 500, 10],
    ["", "August", 300, 8],
    ["", "September", 400, 12],
    ["", "October", "[z]", "[z]"],
]
NATIONALITY = [
    ["IER_02b: Nationality by year"],
    ["Nationality", 2022, 2023, "Year ending June 2023"],
    ["Iran", 10, 20, 15],
    ["Albania", "1,000", "5 [p]", 900],
    ["Total", 1010, 25, 915],
]
DATA = [
    ["Title"],
    ["Year", "Quarter", "Method of entry", "Nationality", "Sex", "Age Group",
     "Number of detections"],
    [2023, "2023 Q3", BOATS, "Iran", "Male", "18 to 24", 1000],
    [2023, "2023 Q3", BOATS, "Iran", "Female", "18 to 24", 200],
    [2023, "2023 Q4", BOATS, "", "Male [note 2]", "25 to 39", 700],
]  # fmt: skip


def book(name="IER_02a", rows=(), **sheets):
    return {name: [*TITLE, *rows], **sheets}


@pytest.fixture(params=["xlsx", "ods"])
def read(request, read_content, make_ods):
    """Read sheets out of a workbook of either form."""

    def make(sheets):
        def plain(row):
            return [None if cell == "" else cell for cell in row]

        if request.param == "xlsx":
            return read_content(xlsx(sheets, saved=SAVED))
        filled = {name: [plain(row) for row in rows] for name, rows in sheets.items()}
        return read_content(make_ods(filled, SAVED))

    return make


class TestPeopleAndBoats:
    @pytest.mark.parametrize("name", ["IER_02a", "Irr_02a", "Data - Irr_02a"])
    def test_quarters_and_months(self, read, name):
        publication = read(book(name, [*BY_QUARTER, *BY_MONTH]))
        assert (publication.kind, publication.published) == ("quarterly", SAVED)
        assert publication.quarterly["arrivals"].tolist() == [1200, 700]
        assert publication.quarterly["boats"].tolist() == [30, pd.NA]
        assert publication.quarterly["quarter"].tolist() == [3, 4]
        assert publication.monthly["arrivals"].tolist() == [500, 300, 400]
        assert publication.monthly["boats"].tolist() == [10, 8, 12]
        assert [remark.done for remark in publication.remarks] == ["left out"]
        assert f"{publication.through}" == "2023-12-31"

    def test_a_quarter_that_is_not_given_is_the_sum_of_its_months(self, read):
        assert read(book(rows=BY_MONTH)).quarterly[["arrivals", "boats"]].to_numpy().tolist() == [
            [1200, 30]
        ]

    def test_people_that_do_not_add_up_are_refused(self, read):
        wrong = [[*row[:2], 501, *row[3:]] if row[1] == "July" else row for row in BY_MONTH]
        with pytest.raises(InconsistentDataError, match="1,201, the sum of its months"):
            read(book(rows=[*BY_QUARTER, *wrong]))

    def test_boats_that_do_not_add_up_are_left_out(self, read):
        wrong = [[*row[:3], 11] if row[1] == "July" else row for row in BY_MONTH]
        publication = read(book(rows=[*BY_QUARTER, *wrong]))
        assert publication.quarterly["boats"].isna().all()
        assert publication.quarterly["arrivals"].tolist() == [1200, 700]
        assert any("30 boats in 2023Q3" in remark.found for remark in publication.remarks)

    def test_a_word_for_people_is_refused(self, read):
        with pytest.raises(InvalidFigureError, match='"many" is not a count'):
            read(book(rows=[BY_QUARTER[0], [2023, "2023 Q3", "many", 3]]))

    def test_a_sheet_without_a_table(self, read):
        with pytest.raises(NoFiguresError, match="no table of people and boats"):
            read(book(rows=[["Contents"]]))


class TestNationality:
    @pytest.mark.parametrize("name", ["IER_02b", "Irr_02b"])
    def test_calendar_beside_each_other(self, read, name):
        publication = read({name: NATIONALITY})
        table = publication.people.set_index(["period", "nationality"])["arrivals"].to_dict()
        assert table == {
            ("2022", "Iran"): 10,
            ("2022", "Albania"): 1000,
            ("2023", "Iran"): 20,
            ("2023", "Albania"): 5,
            ("2022-07/2023-06", "Iran"): 15,
            ("2022-07/2023-06", "Albania"): 900,
        }
        assert (publication.people[["sex", "age"]] == "all").all(axis=None)
        assert publication.quarterly is publication.monthly is None

    def test_a_period_that_is_not_its_total_is_left_out(self, read):
        publication = read({"IER_02b": [*NATIONALITY[:-1], ["Total", 1010, 26, 915]]})
        assert set(publication.people["period"]) == {"2022", "2022-07/2023-06"}
        (remark,) = publication.remarks
        assert (remark.found, remark.first) == (
            "25 people by nationality in 2023",
            date(2023, 1, 1),
        )


class TestWithTheData:
    def test_boats_come_from_the_summary_and_people_from_the_data(self, read):
        publication = read({"Data_IER_D01": DATA, **book(rows=BY_QUARTER), "IER_02b": NATIONALITY})
        assert publication.quarterly["arrivals"].tolist() == [1200, 700]
        assert publication.quarterly["boats"].tolist() == [30, pd.NA]
        assert set(publication.people["period"]) == {"2023Q3", "2023Q4"}

    def test_a_row_that_does_not_say_who_is_counted(self, read):
        publication = read({"Data_IER_D01": DATA})
        last = publication.people.iloc[-1]
        assert last[["nationality", "sex", "arrivals"]].tolist() == ["Not given", "Male", 700]
        assert [remark.found for remark in publication.remarks] == ["no readable nationality"]

    def test_other_people_than_the_data_are_refused(self, read):
        wrong = [BY_QUARTER[0], [2023, "2023 Q3", 1201, 30]]
        with pytest.raises(InconsistentDataError, match=r"1,200 and 1,201 people|1,201 and 1,200"):
            read({"Data_IER_D01": DATA, **book(rows=wrong)})

    def test_a_summary_that_is_not_understood_keeps_nothing_out(self, read):
        publication = read({"Data_IER_D01": DATA, "IER_02a": [["Contents"]]})
        assert publication.quarterly["arrivals"].tolist() == [1200, 700]
        assert publication.remarks[-1].done == "not taken"


class TestPeople:
    def test_by_year_from_quarters(self, tmp_path):
        path = tmp_path / "data.xlsx"
        path.write_bytes(xlsx({"Data_IER_D01": DATA}, saved=SAVED))
        with pytest.raises(OptionError, match="nationality, sex, age"):
            people("shoe size", source=path)
        # The third and fourth quarter alone are no part of a year that begins in January.
        with pytest.raises(NoFiguresError, match="no final figures by sex"):
            people("sex", source=path)

    def test_a_part_of_a_year_says_so(self, tmp_path):
        path = tmp_path / "data.xlsx"
        first = [[2024, f"2024 Q{at}", BOATS, "Iran", "Male", "18 to 24", at] for at in (1, 2)]
        path.write_bytes(xlsx({"Data_IER_D01": [*DATA[:2], *first]}, saved=date(2024, 8, 22)))
        (row,) = people("age", source=path).to_dict("records")
        assert (row["period"], row["arrivals"], row["whole_year"]) == ("2024-01/2024-06", 3, False)
        assert str(row["through"].date()) == "2024-06-30"


def test_the_store_keeps_all_of_it(read, new_database):
    sheets = {"Data_IER_D01": DATA, **book(rows=[*BY_QUARTER, *BY_MONTH])}
    publication = read(sheets)
    store = Store(new_database("sqlite"))
    store.ingest(publication, retrieved=datetime(2024, 3, 1, tzinfo=UTC))
    (stored,) = store.publications()
    quarters, months, who = (
        store.rows(name, [stored.id]) for name in ("quarterly", "monthly", "people")
    )
    assert quarters["boats"].tolist() == publication.quarterly["boats"].tolist()
    assert months["arrivals"].tolist() == publication.monthly["arrivals"].tolist()
    pd.testing.assert_frame_equal(
        who[list(publication.people)].sort_values(["period", "sex"], ignore_index=True),
        publication.people.sort_values(["period", "sex"], ignore_index=True),
        check_dtype=False,
    )
    assert stored.remarks == publication.remarks
    store.close()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (2023.0, "2023"),
        ("2023 Q4", "2023Q4"),
        ("Q1 2024", "2024Q1"),
        ("January 2018", "2018-01/2018-01"),
        ("Sept-2024", "2024-09/2024-09"),
        (date(2020, 2, 1), "2020-02/2020-02"),
        ("YE_Jun_2026", "2025-07/2026-06"),
        ("Year ending December 2025 [p]", "2025"),
        ("2025 (Jan to Sep)", "2025-01/2025-09"),
        ("January to September 2025", "2025-01/2025-09"),
        ("2025 Q1 to Q3", "2025-01/2025-09"),
    ],
)
def test_names_of_spans(cell, written):
    period = named(cell)
    assert label(period) == written
    assert span(written) == period


@pytest.mark.parametrize("cell", ["", "Total", "Smarch 2020", "1999", 20235, "2023 Q5", None])
def test_what_names_no_span(cell):
    assert named(cell) is None
