"""Spreadsheets of the time series that are refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from crossings.data.errors import (
    CrossingsError,
    InconsistentDataError,
    InvalidFigureError,
    UnknownFormatError,
)

ARRIVALS, BOATS = 1, 2


class TestRefusedSheets:
    def test_sheet_missing(self, sheets, refused):
        del sheets["SB_01"]
        refused(UnknownFormatError, sheets, "no sheet SB_01 ")

    @pytest.mark.parametrize("sheet", ["SB_01", "SB_02"])
    @pytest.mark.parametrize("at", [0, ARRIVALS, BOATS])
    def test_column_renamed(self, sheets, refused, sheet, at):
        heading = sheets[sheet][0][at]
        sheets[sheet][0][at] = "People"
        refused(UnknownFormatError, sheets, f"sheet {sheet}", f'no column "{heading}"')

    @pytest.mark.parametrize("sheet", ["SB_01", "SB_02"])
    def test_sheet_empty(self, sheets, refused, sheet):
        sheets[sheet] = []
        refused(UnknownFormatError, sheets, f"sheet {sheet}")

    @pytest.mark.parametrize("sheet", ["SB_01", "SB_02"])
    def test_sheet_without_rows(self, sheets, refused, sheet):
        del sheets[sheet][1:]
        refused(InconsistentDataError, sheets, f"sheet {sheet}")


class TestRefusedFigures:
    @pytest.mark.parametrize(
        "value", [-1, -5.0, 2.5, "many", "1,29", "1.295", "12 ", None, "", "-"]
    )
    @pytest.mark.parametrize("at", [ARRIVALS, BOATS])
    def test_day(self, sheets, read_sheets, refused, value, at):
        sheets["SB_01"][4][at] = value
        if value == "12 ":
            sheets["SB_02"] = sheets["SB_02"][:1] + sheets["SB_02"][2:]
            assert read_sheets(sheets).daily.iloc[3, at - 1] == 12
            return
        heading = sheets["SB_01"][0][at]
        refused(InvalidFigureError, sheets, "sheet SB_01, row 5", f"column {heading}")

    @pytest.mark.parametrize("at", [ARRIVALS, BOATS])
    def test_week(self, sheets, refused, at):
        sheets["SB_02"][2][at] = -3
        heading = sheets["SB_02"][0][at]
        refused(InvalidFigureError, sheets, "sheet SB_02, row 3", f"column {heading}", "-3")


class TestRefusedDays:
    @pytest.mark.parametrize("sheet", ["SB_01", "SB_02"])
    def test_two_dates_that_are_none(self, sheets, refused, sheet):
        sheets[sheet][1][0] = "soon"
        sheets[sheet][-1][0] = "later"
        refused(CrossingsError, sheets, f"sheet {sheet}")

    def test_given_twice_with_other_figures(self, sheets, refused):
        sheets["SB_01"].insert(6, list(sheets["SB_01"][5]))
        sheets["SB_01"][6][ARRIVALS] += 1
        refused(InconsistentDataError, sheets, "sheet SB_01, row 7", "2024-12-27", "given again")

    def test_more_than_a_week_missing(self, sheets, refused):
        del sheets["SB_01"][5:14]
        refused(InconsistentDataError, sheets, "sheet SB_01, row 6", "2025-01-05")

    def test_long_after_the_publication(self, sheets, refused):
        saved = date(2024, 12, 13)
        refused(InconsistentDataError, sheets, "made.ods", "14 January", "13 December", saved=saved)


class TestRefusedWeeks:
    @pytest.mark.parametrize("at", [1, 2])
    @pytest.mark.parametrize("row", [1, 2, 3])
    def test_not_the_sum_of_its_days(self, sheets, refused, at, row):
        true = sheets["SB_02"][row][at]
        sheets["SB_02"][row][at] += 1
        end = sheets["SB_02"][row][0]
        refused(
            InconsistentDataError,
            sheets,
            "sheet SB_02",
            f"{true + 1} {('arrivals', 'boats')[at - 1]}",
            f"{end.day} {end:%B %Y}",
            f"expected {true}, ",
        )

    @pytest.mark.parametrize("at", [1, 2])
    def test_count_missing(self, sheets, refused, at):
        sheets["SB_02"][2][at] = "-"
        refused(InvalidFigureError, sheets, "sheet SB_02, row 3", '"-" is not a count')

    def test_all_end_on_saturdays(self, sheets, refused):
        for row in sheets["SB_02"][1:]:
            row[0] -= timedelta(1)
        refused(InconsistentDataError, sheets, "SB_02, row 2", "28 December 2024", "Sunday")

    def test_a_week_that_the_days_do_not_cover_is_left_alone(self, sheets, read_sheets):
        del sheets["SB_01"][20:]
        sheets["SB_02"][3][ARRIVALS] = 7
        assert read_sheets(sheets).weekly["arrivals"].iloc[-1] == 7

    def test_sums_are_whole_numbers_where_the_last_week_is_not_covered(self, sheets, refused):
        del sheets["SB_01"][20:]
        true = sheets["SB_02"][1][ARRIVALS]
        sheets["SB_02"][1][ARRIVALS] += 1
        refused(InconsistentDataError, sheets, f"expected {true}, ")


class TestOtherFiles:
    @pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.99])
    def test_truncated(self, sheets, make_ods, read_content, part):
        content = make_ods(sheets)
        with pytest.raises(UnknownFormatError, match=r"half\.ods"):
            read_content(content[: int(len(content) * part)], "half.ods")

    @pytest.mark.parametrize(
        ("content", "described"),
        [
            (b"", "an empty file"),
            (b"  \n", "an empty file"),
            (b"<!DOCTYPE html><html><body>Small boats</body></html>", "a web page"),
            (b"\n<HTML lang='en'>, and a comma", "a web page"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
            (b"some words", "no known form"),
        ],
        ids=["empty", "blank", "page", "page with a comma", "picture", "pdf", "words"],
    )
    def test_of_another_kind(self, read_content, content, described):
        with pytest.raises(UnknownFormatError, match=r"given\.ods: .*" + described):
            read_content(content, "given.ods")

    def test_a_zip_of_something_else(self, read_content):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("readme.txt", "nothing here")
        with pytest.raises(UnknownFormatError, match=r"given\.ods: a ZIP archive"):
            read_content(packed.getvalue(), "given.ods")

    def test_a_spreadsheet_of_something_else(self, read_sheets):
        with pytest.raises(UnknownFormatError, match=r"with the sheets Budget") as caught:
            read_sheets({"Budget": [["Item", "Cost"], ["Tea", 3]]})
        assert "made.ods" in str(caught.value)

    @pytest.mark.parametrize("body", [b"", b"<a", b"<a/>", b"\0\1\2"])
    def test_content_that_is_no_table(self, sheets, refused, body):
        refused(UnknownFormatError, sheets, change_content=lambda _: body)

    def test_meta_that_is_no_xml(self, sheets, make_ods, read_content):
        packed = io.BytesIO(make_ods(sheets, with_meta=False))
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr("meta.xml", "<a")
        with pytest.raises(UnknownFormatError, match=r"made\.ods: .*damaged"):
            read_content(packed.getvalue(), "made.ods")

    @pytest.mark.parametrize("member", ["content.xml", "meta.xml"])
    @pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 99])
    def test_compression_that_is_not_what_it_says(
        self, sheets, make_ods, read_content, member, compression
    ):
        content = bytearray(make_ods(sheets))
        entry = content.rindex(member.encode()) - 46
        local = int.from_bytes(content[entry + 42 : entry + 46], "little")
        for at in (entry + 10, local + 8):
            content[at : at + 2] = compression.to_bytes(2, "little")
        with pytest.raises(UnknownFormatError, match=r"made\.ods"):
            read_content(bytes(content), "made.ods")

    @pytest.mark.parametrize("member", ["content.xml", "meta.xml"])
    def test_encrypted(self, sheets, make_ods, read_content, member):
        content = bytearray(make_ods(sheets))
        entry = content.rindex(member.encode()) - 46
        local = int.from_bytes(content[entry + 42 : entry + 46], "little")
        content[entry + 8] |= 1
        content[local + 6] |= 1
        with pytest.raises(UnknownFormatError, match=r"made\.ods"):
            read_content(bytes(content), "made.ods")

    @pytest.mark.parametrize("member", ["content.xml", "meta.xml"])
    def test_damaged_in_the_middle(self, sheets, make_ods, read_content, member):
        content = bytearray(make_ods(sheets))
        start = content.index(member.encode()) + len(member)
        content[start : start + 16] = b"\xff" * 16
        with pytest.raises(UnknownFormatError, match=r"made\.ods: .*damaged"):
            read_content(bytes(content), "made.ods")

    def test_that_unpacks_to_far_too_much(self, sheets, make_ods, read_content):
        packed = io.BytesIO(make_ods(sheets))
        with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("styles.xml", b" " * (65 * 2**20))
        with pytest.raises(UnknownFormatError, match=r"made\.ods: .*at most 64 MiB"):
            read_content(packed.getvalue(), "made.ods")
