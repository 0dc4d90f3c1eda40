"""Bad files: what is in each, and the words that its refusal must have."""

from __future__ import annotations

import bz2
import gzip
from datetime import date

from ..publications import LAST_7, html_table
from .kit import (
    DETAILED,
    FIRST,
    TIDY,
    Case,
    change,
    content,
    counted,
    dated,
    day_page,
    members,
    no_days,
    page,
    text_document,
    tidy,
    week,
    without,
    workbook,
    zipped,
)

WEEK_ROW = ["1,789", "32", "383", "14"]
NUMBERS = {
    "negative": "-1",
    "fractional": "1.5",
    "with an exponent": "1e3",
    "huge": "9" * 30,
    "above a million": "1000001",
    "NaN": "NaN",
    "infinite": "inf",
    "below infinity": "-Infinity",
    "empty": "",
    "a dash": "-",
    "not available": "n/a",
    "with a blank in it": "1 295",
    "with a point for thousands": "1.295.000",
    "with a comma in a wrong place": '"12,95"',
    "in Arabic digits": "\u0663\u0664",
    "a fraction sign": "\u00bd",
    "with a unit": "5 people",
    "with a plus": "+5",
    "hexadecimal": "0x10",
    "true": "TRUE",
    "a formula": "=1+1",
    "an error of a spreadsheet": "#REF!",
    "a date": "2025-05-14",
}
DATES = {
    "30 February": "2025-02-30",
    "29 February of no leap year": "29/02/2025",
    "the American way round": "05/14/2025",
    "with points": "14.05.2025",
    "in French": "14 mai 2025",
    "short": "14 May 25",
    "without dashes": "20250514",
    "of a 13th month": "2025-13-01",
    "by the day of the year": "2025-134",
    "by the week": "2025-W20-3",
    "with a time": "2025-05-14T10:00",
    "a serial number": "45791",
    "empty": "",
    "a word": "yesterday",
    "zero": "0000-00-00",
    "Persian": "1404-02-24",
    "Islamic": "1446-11-16",
    "Buddhist": "2568-05-14",
    "Hebrew": "5785-08-16",
    "Japanese": "\u4ee4\u548c7\u5e745\u670814\u65e5",
    "long ago": "0001-01-01",
    "of the total": "Total",
}
SPREADSHEET = {
    "cut short": (lambda kit: kit.ods(kit.sheets())[:-300], "damaged"),
    "its first half": (lambda kit: kit.ods(kit.sheets())[:900], "damaged"),
    "without days": (without("SB_01"), "no sheet SB_01"),
    "without a header": (without("SB_01", 0), 'no column "Date"'),
    "with headers alone": (no_days, "no rows"),
    "a column renamed": (change("SB_01", 0, 1, "People arrived"), 'no column "Migrants arrived"'),
    "a column twice": (change("SB_01", 0, 2, "Migrants arrived"), "Boats arrived"),
    "a week that ends on a Saturday": (
        change("SB_02", 1, 0, date(2024, 12, 28)),
        "expected a Sunday",
    ),
    "a sum that is another": (change("SB_02", 1, 1, 9), "the sum of the days"),
    "boats that sum to others": (change("SB_02", 2, 2, 99), "the sum of the days"),
    "people below zero": (change("SB_01", 2, 1, -4), '"-4" is not a count'),
    "half a person": (change("SB_01", 2, 1, 1.5), '"1.5" is not a count'),
    "words for a count": (change("SB_01", 2, 1, "none"), '"none" is not a count'),
    "an empty count": (change("SB_01", 2, 1, None), '"" is not a count'),
    "a million million": (change("SB_01", 2, 1, 1e12), "too large"),
    "not a number": (change("SB_01", 2, 1, float("nan")), "is not a count"),
    "an infinite count": (change("SB_01", 2, 1, float("inf")), "is not a count"),
    "a date for a count": (change("SB_01", 2, 1, date(2025, 1, 1)), "is not a count"),
    "a formula without its value": (
        content(
            '<table:table-cell office:value-type="float" office:value="0"><text:p>0</text:p>',
            '<table:table-cell table:formula="of:=SUM([.B2:.B9])">',
        ),
        '"" is not a count',
    ),
    "an error for a value": (change("SB_01", 2, 1, "#REF!"), '"#REF!" is not a count'),
    "saved before its last day": (
        lambda kit: kit.ods(kit.sheets(), date(2024, 12, 20)),
        "none after its publication",
    ),
    "without its content": (members({"content.xml": None}), "damaged"),
    "with broken XML": (content("</table:table-row>", "</table:table-ro>"), "damaged"),
    "an OpenDocument text": (text_document, "a text document (ODT)"),
    "people and boats swapped among the days": (
        content("Migrants arrived</text:p></table:table-cell><table:table-cell "
                'office:value-type="string"><text:p>Boats arrived',
                "Boats arrived</text:p></table:table-cell><table:table-cell "
                'office:value-type="string"><text:p>Migrants arrived'),
        "the sum of the days",
    ),
}  # fmt: skip
WORKBOOKS = {
    "of other sheets": (workbook(["date", "boats"], sheet="Sheet1"), "the sheets Sheet1"),
    "of days without rows": (
        workbook(["date", "arrivals"], sheet="Sheet1"),
        "sheet Sheet1: no rows",
    ),
    "of weeks": (workbook(["Week ending", "Migrants arrived"], sheet="Sheet1"), "SB_01"),
    "of two tables of days": (
        lambda kit: kit.ods({"A": [["date", "people"]], "B": [["Title"], ["day", "migrants"]]}),
        "in the sheets A, B",
    ),
    "cut short": (lambda kit: workbook(["a"])(kit)[:-200], "damaged"),
    "without a header": (workbook(["Table"], [2023, 1, "Small boats", 5]), "no column"),
    "without a year": (
        workbook(["Quarter", "Method of entry", "Number of detections"]),
        'no column "Year"',
    ),
    "of no quarter": (
        workbook(DETAILED.strip().split(","), [2023, "Q5", "Small boats", 5]),
        'quarter "Q5"',
    ),
}
PAGES = {
    "cut off": (lambda kit: page(*LAST_7)(kit)[:-40], "cut off"),
    "without figures": (lambda kit: kit.page("<p>This page is superseded.</p>"), "without a table"),
    "of a login": (
        b"<!DOCTYPE html><html><title>Sign in</title><form></form></html>",
        "a web page titled",
    ),
    "of an index": (
        lambda kit: kit.page(f'<a href="{"/government/publications/migrants-detected-crossing-"}'
                             'the-english-channel-in-small-boats/x">x</a>'),
        "an index of pages",
    ),
    "of two tables": (lambda kit: kit.page(html_table(*LAST_7) * 2), "2 tables"),
    "of days and a week": (
        lambda kit: kit.page(
            html_table(*LAST_7) + "<h2>Week ending 2 March 2025</h2>"
            + html_table(["Migrants arrived", "Boats arrived", "Migrants prevented",
                          "Events prevented"], WEEK_ROW)
        ),
        "more than one kind",
    ),
    "with a day twice": (page(*LAST_7, [LAST_7[3][0], "9", "1", "0", ""]), "given again"),
    "of a header alone": (page(LAST_7[0]), "no rows"),
    "with a footnote in a number": (day_page(1, 1, "1,295<sup>1</sup>"), "is not a count"),
    "with words for a number": (day_page(1, 1, "To be confirmed"), "is not a count"),
    "with a number below zero": (day_page(3, 2, "-20"), "is not a count"),
    "with a half": (day_page(3, 2, "0.5"), "is not a count"),
    "with a cell too few": (page(*LAST_7[:3], LAST_7[3][:3]), "3 cells"),
    "of days to come": (
        page(*LAST_7, published="2025-02-07T10:00:00+00:00"),
        "none after its publication",
    ),
    "in UTF-16": (
        lambda kit: page(*LAST_7)(kit).decode().encode("utf-16"),
        "content of no known form",
    ),
    "of a week that ends on a Monday": (
        week("<h2>Week ending 3 March 2025</h2>", WEEK_ROW),
        "a Sunday",
    ),
    "of a week without its end": (week("<h2>The week</h2>", WEEK_ROW), "0 headings of weeks"),
    "of two weeks": (
        week("<h2>Week ending 2 March 2025</h2>", WEEK_ROW, WEEK_ROW),
        "one whole row",
    ),
    "of a day without its count": (
        lambda kit: kit.page("<p>Number of migrants detected in small boats: none</p>"),
        "24-hour",
    ),
}  # fmt: skip
OTHERS: dict[str, Case] = {
    "nothing at all": ("", "an empty file"),
    "blank lines": ("\n\n  \n", "an empty file"),
    "a byte-order mark alone": (b"\xef\xbb\xbf", "no known form"),
    "NULs": (b"\0" * 1000, "no known form"),
    "prose": ("Twelve people arrived.\n", "no known form"),
    "JSON": ('{"date": "2025-05-14", "arrivals": 5}\n', "JSON; expected"),
    "XML": ("<?xml version='1.0'?><days><day/></days>", "no known form"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF; expected"),
    "a page with all it needs": (
        b"From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\n",
        "Save the page as HTML only.",
    ),
    "a page from Firefox": (b'From: "Saved by UnMHT"\nMIME-Version: 1.0\n', "MHTML"),
    "a web archive": (b"bplist00\xd1\x01\x02", "Safari"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
    "Parquet": (b"PAR1\x15\x04PAR1", "a Parquet file"),
    "RTF": (rb"{\rtf1\ansi date,arrivals}", "RTF"),
    "a Word document": (members({"word/document.xml": b"x", "mimetype": None}), "DOCX"),
    "an Excel workbook of another kind": (
        members({"xl/workbook.bin": b"x", "mimetype": None}),
        "Save it as XLSX or CSV.",
    ),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "(XLS)"),
    "an Excel file with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "with a password",
    ),
    "a database": (b"SQLite format 3\0" + b"\0" * 600, "--database"),
    "a pickle": (b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02e.", "no known form"),
    "compressed twice": (
        gzip.compress(gzip.compress(tidy("").encode(), mtime=0), mtime=0),
        "compressed twice",
    ),
    "compressed and cut off": (gzip.compress(tidy("").encode(), mtime=0)[:-9], "is damaged"),
    "compressed with a bad count": (
        gzip.compress(tidy("2025-05-14,x,1").encode(), mtime=0),
        '"x" is not a count',
    ),
    "compressed to the utmost": (
        gzip.compress(b"0" * (21 * 2**20), mtime=0),
        "unpacks to more than 20 MiB",
    ),
    "in another compression": (bz2.compress(tidy("").encode()), "Unpack it"),
    "an archive": (zipped, "a ZIP archive"),
    "a Markdown table": ("| date | arrivals |\n| --- | --- |\n", "no known form"),
    "in UTF-16": (tidy("2025-05-14,x,1").encode("utf-16"), '"x" is not a count'),
    "in UTF-16 without a mark": (tidy("").encode("utf-16-le"), "no known form"),
    "in UTF-16 and cut off": (tidy("").encode("utf-16")[:-1], "no known form"),
    "in UTF-32": (tidy("2025-05-14,x,1").encode("utf-32"), '"x" is not a count'),
    "in Latin-1": (tidy("2025-05-14,5,\u00bd").encode("latin-1"), '"\u00bd" is not a count'),
    "semicolons": ("date;arrivals\n2025-05-14;5;1\n", "3 cells; expected 2"),
    "tabs": ("date\tarrivals\n2025-05-14\t5,5\n", '"5,5" is not a count'),
    "a header alone": (TIDY, "no rows"),
    "no header": (FIRST, "a table with the columns 2025-05-13"),
    "two columns of people": (
        "date,migrants,people\n2025-05-14,5,6\n",
        'the columns "migrants" and "people"',
    ),
    "two columns of people by other names": (
        "day;migrants;migrants_arrived\n2025-05-14;5;6\n",
        "--count NAME",
    ),
    "two columns of days": ("day,ds,y\n2025-05-14,2025-05-14,6\n", 'the columns "day" and "ds"'),
    "the month before the day": (
        "date,people\n05/12/2025,5\n05/13/2025,6\n",
        '"05/13/2025" with the month first',
    ),
    "the month before a day below 13": (
        "date,people\n05/01/2025,5\n05/02/2025,6\n05/03/2025,6\n",
        '"05/01/2025" to "05/03/2025" with the month first',
    ),
    "the sheet of weeks": (
        "Week ending,Migrants arrived,Boats arrived\n05/01/2025,5,1\n",
        "SB_01",
    ),
    "no arrivals": ("date,boats\n2025-05-14,5\n", "a table with the columns date, boats"),
    "no date": ("arrivals,boats\n5,1\n", "a table with the columns arrivals, boats"),
    "arrivals twice": ("date,arrivals,arrivals\n2025-05-14,5,6\n", "more than once"),
    "a day twice": (tidy("2025-05-13,12,1"), "13 May 2025 is given again"),
    "a day missing": (tidy("2025-05-15,5,1"), "no row for 14 May 2025"),
    "a year missing": (tidy("2026-05-15,5,1"), "365 more after it"),
    "columns swapped": ("date,arrivals\n12,2025-05-13\n", '"12" is not a date'),
    "a cell too few": (tidy("2025-05-14,5"), "2 cells"),
    "a cell too many": (tidy("2025-05-14,5,1,9"), "4 cells"),
    "a quote that is not closed": (tidy('2025-05-14,"5,1'), "not a CSV file"),
    "a quote in the middle": (tidy('2025-05-14,"5"x,1'), "not a CSV file"),
    "a field without end": (tidy(f"2025-05-14,{'5' * 200_000},1"), "not a CSV file"),
    "the table again": (tidy("date,arrivals,boats"), '"date" is not a date'),
    "boats below zero": (tidy("2025-05-14,5,-1"), "column boats"),
    "more landings than boats": (TIDY + "2025-05-13,5,1,2,final\n", "uncontrolled landings"),
    "a status of no kind": (TIDY + "2025-05-13,5,1,1,guessed\n", "status 'guessed'"),
    "a day to come": ("date,arrivals\n2150-01-01,5\n", "none after"),
    "quarters with one missing": (
        f"{DETAILED}2023,Q1,Small boats,5\n2023,Q3,Small boats,5\n",
        "a quarter is missing",
    ),
    "quarters of no boats": (f"{DETAILED}2023,Q1,Inadequately documented,5\n", "no row counts"),
    "quarters of two years": (f"{DETAILED}2023,2022 Q1,Small boats,5\n", "one year in both"),
    "quarters without a number": (f"{DETAILED}2023,Q1,Small boats,x\n", '"x" is not a count'),
    "quarters with a cell too few": (f"{DETAILED}2023,Q1,Small boats\n", "3 cells"),
    "quarters without years": (
        "Quarter,Method of entry,Number of detections\nQ1,Small boats,5\n",
        'no column "Year"',
    ),
}
HARMFUL: dict[str, Case] = {
    "a NUL in a count": (counted("5\0"), "column arrivals"),
    "an escape in a count": (counted("\033[31m5"), "column arrivals"),
    "an escape in a day": (dated("\033]0;x\a"), "column date"),
    "an escape among the columns": ("date,people\033[2J\n", "a table"),
    "an escape in a title": (lambda kit: kit.page("x", title="\033[2J"), "without a table"),
    "a count without end": (counted("5x" * 50_000), "column arrivals"),
    "a day without end": (dated("5x" * 50_000), "column date"),
    "a status without end": (TIDY + f"2025-05-13,5,1,1,{'x' * 50_000}\n", "status"),
}
COUNTS = {
    f"a count that is {name}": (counted(cell), "column arrivals") for name, cell in NUMBERS.items()
}
DAYS = {f"a day that is {name}": (dated(cell), "row 3") for name, cell in DATES.items()}
FILES: dict[str, Case] = {
    **OTHERS,
    **HARMFUL,
    **COUNTS,
    **DAYS,
    **{f"spreadsheet: {name}": case for name, case in SPREADSHEET.items()},
    **{f"workbook: {name}": case for name, case in WORKBOOKS.items()},
    **{f"page: {name}": case for name, case in PAGES.items()},
}
"""What is in each file, and words of its refusal."""
