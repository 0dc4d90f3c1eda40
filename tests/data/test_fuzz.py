"""Whatever is in a file: it is read, or it is refused with an error of the package."""

from __future__ import annotations

import csv
import html
import io
import struct
import zipfile
from copy import deepcopy

import pytest
import xlsxwriter
from crossings.data.errors import CrossingsError
from hypothesis import given, settings
from hypothesis import strategies as st

from ..publications import LAST_7, html_table

pytestmark = pytest.mark.fuzz

TIDY = (
    b"date,arrivals,boats,status\n"
    b'2025-03-01,0,0,final\n2025-03-02,"1,295",20,revised\n2025-03-03,5,,provisional\n'
)
QUARTERLY = (
    b"Year,Quarter,Method of entry,Number of detections\n"
    b'2022,"2022 Q4",Small boat arrivals,"1,000"\n2023,1,Small boat arrivals,5\n'
    b"2023,1,Recorded detections at UK ports,7\n"
)
ZIP_START = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
TELLING = st.sampled_from(
    [b",", b"\n", b"\r", b'"', b"\0", b"-", b"9", b"0001-01-01", b"\xef\xbb\xbf", b"\xff", b"e9"]
)


@pytest.fixture(scope="session")
def attempt(read_content):
    def read(content: bytes) -> None:
        try:
            publication = read_content(content)
        except CrossingsError as error:
            assert "made.file" in str(error)  # noqa: PT017
        else:
            tables = (publication.daily, publication.weekly, publication.quarterly)
            assert any(table is not None for table in tables)
            if publication.daily is not None:
                assert (publication.daily["arrivals"] >= 0).all()

    return read


@pytest.fixture(scope="session")
def ods(make_ods, small_sheets) -> bytes:
    return make_ods(small_sheets())


@st.composite
def mutated(draw, content: bytes) -> bytes:
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(start + 12, len(content))))
    put = draw(TELLING | st.binary(max_size=4))
    return content[:start] + put + content[end:]


@given(st.binary(max_size=300))
def test_any_bytes(attempt, content):
    attempt(content)


@given(
    st.sampled_from([b"date,arrivals\n", b"date,arrivals,boats,status\n", QUARTERLY, ZIP_START]),
    st.binary(max_size=200) | st.text(alphabet='0123456789-,"\n Q', max_size=80).map(str.encode),
)
def test_any_bytes_after_a_known_start(attempt, start, rest):
    attempt(start + rest)


@given(st.sampled_from([TIDY, QUARTERLY]).flatmap(mutated))
def test_csv_with_one_change(attempt, content):
    attempt(content)


@given(st.dates(), st.dates())
def test_csv_with_any_days(attempt, one, other):
    attempt(f"date,arrivals\n{one.isoformat()},5\n{other.isoformat()},6\n".encode())


@given(st.dates())
def test_csv_with_any_one_day(attempt, day):
    attempt(f"date,arrivals\n{day.isoformat()},5\n".encode())


@given(st.data())
def test_spreadsheet_with_one_byte_changed(attempt, ods, data):
    content = bytearray(ods)
    content[data.draw(st.integers(0, len(ods) - 1))] = data.draw(st.integers(0, 255))
    attempt(bytes(content))


@given(st.data())
def test_spreadsheet_cut_short(attempt, ods, data):
    attempt(ods[: data.draw(st.integers(0, len(ods) - 1))])


@given(st.data())
def test_spreadsheet_whose_text_is_changed(attempt, make_ods, small_sheets, data):
    attempt(make_ods(small_sheets(), change_content=lambda body: data.draw(mutated(body))))


@given(st.dates() | st.text(max_size=10) | st.floats() | st.integers(), st.data())
def test_spreadsheet_with_any_cell(attempt, make_ods, small_sheets, value, data):
    sheets = small_sheets()
    rows = sheets[data.draw(st.sampled_from(["SB_01", "SB_02"]))]
    row = data.draw(st.sampled_from(rows))
    row[data.draw(st.integers(0, len(row) - 1))] = value
    attempt(make_ods(sheets))


STEP = 1 if settings.default.max_examples >= 1000 else 4
"""Every byte in `make fuzz`; one in four otherwise, the one flip beside the other."""


@pytest.mark.parametrize(("flip", "first"), [(0x01, 0), (0xFF, STEP // 2)])
def test_every_byte_of_the_directory_of_the_archive(attempt, ods, flip, first):
    (start,) = struct.unpack_from("<I", ods, ods.rindex(b"PK\x05\x06") + 16)
    for at in range(start + first, len(ods), STEP):
        attempt(ods[:at] + bytes([ods[at] ^ flip]) + ods[at + 1 :])


@pytest.mark.parametrize(("flip", "first"), [(0x01, 0), (0xFF, STEP // 2)])
def test_every_byte_of_the_metadata(attempt, ods, flip, first, tmp_path):
    path = tmp_path / "small.ods"
    path.write_bytes(ods)
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("meta.xml")
    end = member.header_offset + 30 + len(member.filename) + member.compress_size
    for at in range(member.header_offset + first, end, STEP):
        attempt(ods[:at] + bytes([ods[at] ^ flip]) + ods[at + 1 :])


PAGES = {
    "last-7-days": html_table(*LAST_7),
    "mod-weekly": html_table(["Date", "Migrants detected", "Boats detected"], LAST_7[1][:3]),
    "mod-daily": "<h3>The data below is for the 24-hour period 00:00 to 23:59 8 March 2025.</h3>"
    "<p>Number of migrants detected in small boats: 1,065</p><p>Number of boats detected: 25</p>",
    "weekly-summary": "<h2>Week ending 2 March 2025</h2>"
    + html_table(
        ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"],
        ["1,789", "32", "-", "14"],
    ),
    "none": '<h3>This is a legacy page, see <a href="/government/small-boats">here</a></h3>',
}


@pytest.mark.parametrize("kind", PAGES)
@given(data=st.data())
def test_page_with_one_change(attempt, make_page, kind, data):
    attempt(data.draw(mutated(make_page(PAGES[kind]))))


@given(st.text(max_size=12) | st.dates().map(str) | st.integers().map(str), st.data())
def test_page_with_any_cell(attempt, make_page, value, data):
    rows = deepcopy(LAST_7)
    row = data.draw(st.sampled_from(rows))
    row[data.draw(st.integers(0, len(row) - 1))] = html.escape(value)
    attempt(make_page(html_table(*rows)))


@pytest.fixture(scope="session")
def xlsx() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("Data_IER_D01")
        sheet.write_row(0, 0, ["Table Ier_D01"])
        for at, row in enumerate(csv.reader(QUARTERLY.decode().splitlines()), start=1):
            sheet.write_row(at, 0, row)
    return packed.getvalue()


@given(st.data())
def test_workbook_with_one_byte_changed(attempt, xlsx, data):
    content = bytearray(xlsx)
    content[data.draw(st.integers(0, len(xlsx) - 1))] = data.draw(st.integers(0, 255))
    attempt(bytes(content))


@given(st.data())
def test_workbook_whose_sheet_is_changed(attempt, xlsx, data):
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            changed = name in {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
            new.writestr(name, data.draw(mutated(body)) if changed else body)
    attempt(packed.getvalue())
