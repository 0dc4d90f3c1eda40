"""Files made to hurt: each is refused within 10 seconds and 1 GB, in a process of their own."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest

SECONDS, MEBIBYTES = 10, 1024
READ = """
import json, re, sys, time
from pathlib import Path
from crossings.data import read_publication
from crossings.data.errors import CrossingsError
for path in sys.argv[1:]:
    start = time.process_time()
    try:
        message = "READ " + read_publication(path).kind
    except CrossingsError as error:
        message = type(error).__name__ + " " + str(error)
    # The peak of this program alone; what getrusage gives holds that of whoever started it.
    peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps([path, message, time.process_time() - start, peak]), flush=True)
"""
ODS = "application/vnd.oasis.opendocument.spreadsheet"
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10))


MANIFEST = (
    "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
    f"<manifest:file-entry manifest:full-path='/' manifest:media-type='{ODS}'/></manifest:manifest>"
)


def pack(members: dict[str, bytes], mimetype: str | None = ODS) -> bytes:
    packed = io.BytesIO()
    # The quickest packing: what is in them is as large when it is unpacked.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype, zipfile.ZIP_STORED)
            archive.writestr("META-INF/manifest.xml", MANIFEST)
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def table(body: str, start: str = "") -> bytes:
    return (
        f"{start}<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:"
        "office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
        "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body>"
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    ).encode()


CELL = (
    "<table:table-cell office:value-type='float' office:value='1'{}><text:p>1</text:p>"
    "</table:table-cell>"
)
MANY_ROWS = (
    "<table:table table:name='SB_01'><table:table-row table:number-rows-repeated='1048576'>"
    + CELL.format(" table:number-columns-repeated='1000'")
    + "</table:table-row></table:table>"
)
HIDDEN_REPEAT = MANY_ROWS.replace("<table:table-row ", "<table:table-row table:style-name='a>b' ")
LAST_CORNER = (
    "<table:table table:name='SB_01'><table:table-row>"
    + CELL.format("")
    + "</table:table-row><table:table-row table:number-rows-repeated='1048574'><table:table-cell/>"
    "</table:table-row><table:table-row><table:table-cell table:number-columns-repeated='16383'/>"
    + CELL.format("")
    + "</table:table-row></table:table>"
)
XLSX = {
    "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "_rels/.rels": b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'/>",
    "xl/workbook.xml": (
        b"<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r="
        b"'http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>"
        b"<sheet name='Data_IER_D01' sheetId='1' r:id='rId1'/></sheets></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        b"<Relationship Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/"
        b"relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
    ),
    "xl/worksheets/sheet1.xml": (
        b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
        b"<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c>"
        b"</row></sheetData></worksheet>"
    ),
}


def good(make_ods: Callable, small_sheets: Callable) -> bytes:
    return make_ods(small_sheets())


FILES: dict[str, Callable[[Callable, Callable], bytes]] = {
    "zip bomb": lambda make, small: pack({"content.xml": b" " * (100 * 2**20)}),
    "zip bomb that understates its size": lambda make, small: pack(
        {"content.xml": b"<a>" + b" " * (80 * 2**20)}
    ).replace((3 + 80 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little")),
    "million rows in one": lambda make, small: pack({"content.xml": table(MANY_ROWS)}),
    "repeats behind a quoted bracket": lambda make, small: pack(
        {"content.xml": table(HIDDEN_REPEAT)}
    ),
    "repeats that are no number": lambda make, small: pack(
        {"content.xml": table(MANY_ROWS.replace("1048576", "&#49;048576"))}
    ),
    "repeats below zero": lambda make, small: pack(
        {"content.xml": table(MANY_ROWS.replace("1048576", "-1048576"))}
    ),
    "many small elements": lambda make, small: pack({"content.xml": table("<a/>" * 15_000_000)}),
    "many small elements in the metadata": lambda make, small: pack(
        {"content.xml": table(""), "meta.xml": b"<m>" + b"<a/>" * 15_000_000 + b"</m>"}
    ),
    "entity bomb": lambda make, small: pack(
        {
            "content.xml": table("&e9;", start=f"<!DOCTYPE x [{BOMB}]>"),
            "meta.xml": f"<!DOCTYPE x [{BOMB}]><m>&e9;</m>".encode(),
        }
    ),
    "external entity": lambda make, small: pack(
        {
            "content.xml": table(
                "&x;", start='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            ),
            "meta.xml": b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b'<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:date>&x;</dc:date></m>',
        }
    ),
    "path traversal": lambda make, small: pack({"../../outside.txt": b"x", "/etc/x": b"x"}),
    "sheets below calamine's own limit": lambda make, small: pack(
        {"content.xml": table(MANY_ROWS.replace("'1000'", "'80'"))}
    ),
    "one cell in the last corner": lambda make, small: pack({"content.xml": table(LAST_CORNER)}),
    "truncated archive": lambda make, small: good(make, small)[:-200],
    "sheet in the last corner": lambda make, small: pack(XLSX, mimetype=None),
    "a PNG": lambda make, small: b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
    "a login page": lambda make, small: (
        b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>"
    ),
    "200 MB of noise": lambda make, small: random.Random(1).randbytes(2**20) * 200,
    "200 MB of commas": lambda make, small: b"date,arrivals\n" + b"," * (200 * 2**20),
    "gzip bomb": lambda make, small: gzip.compress(bytes(100 * 2**20), 1),
    "gzip in gzip": lambda make, small: gzip.compress(gzip.compress(bytes(100 * 2**20), 1)),
    "wide CSV with people": lambda make, small: b"date,people" + b"," * (18 * 2**20),
    "wide CSV": lambda make, small: b"date,arrivals\n" + b"," * (18 * 2**20),
    "deep page": lambda make, small: b"<!DOCTYPE html>" + b"<div>" * 900_000,
    "page of tables": lambda make, small: b"<!DOCTYPE html>" + b"<table><tr><td>" * 300_000,
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, make_ods, small_sheets) -> dict[str, tuple[str, float, int]]:
    """What became of each file: its message, seconds, and the most mebibytes so far."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = {}
    for number, (kind, make) in enumerate(FILES.items()):
        paths[kind] = folder / f"{number} time series.ods"
        paths[kind].write_bytes(make(make_ods, small_sheets))
    before = sorted(folder.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, paths.values())],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS * len(FILES),
    )
    assert sorted(folder.rglob("*")) == before
    lines = {path: rest for path, *rest in map(json.loads, done.stdout.splitlines())}
    return {kind: lines.get(str(path)) for kind, path in paths.items()}


@pytest.mark.parametrize("kind", FILES)
def test_is_refused_cleanly(kind, outcomes):
    assert outcomes[kind], "the process ended before it, or with it"
    message, seconds, mebibytes = outcomes[kind]
    assert re.match(r"\w+Error \d+ time series.ods", message), message[:500]
    assert "root:" not in message
    assert seconds < SECONDS
    assert mebibytes < MEBIBYTES
