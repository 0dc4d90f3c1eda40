"""Files in other formats: their names, and how to get figures out of them."""

from __future__ import annotations

import gzip
import io
import re
import zlib

from ..errors import UnknownFormatError

GZIP = b"\x1f\x8b"
PAGE = "Save the page as HTML only."
SHEET = "Save it as XLSX or CSV."
ARCHIVE = "Unpack it, and give the files that are in it."
MHTML, DOCUMENT = "a page saved as a single file (MHTML)", "a text document"
OLE2 = rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = rb"PK\x03\x04"
FORMS: tuple[tuple[bytes, bytes, str, str], ...] = (
    (rb"%PDF-", b"", "a PDF", PAGE),
    (rb"(?i:From: .?Saved by |MIME-Version:|Content-Type: multipart/related)", b"", MHTML, PAGE),
    (rb"bplist00", b"", "a page saved as a web archive (Safari)", PAGE),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*", b"", "a picture", PAGE),
    (rb"PAR1", b"", "a Parquet file", SHEET),
    (rb"ARROW1|FEA1", b"", "a Feather file", SHEET),
    (rb"\x89HDF", b"", "an HDF5 file", SHEET),
    (rb"\{\\rtf", b"", f"{DOCUMENT} (RTF)", SHEET),
    (rb"SQLite format 3\0", b"", "a database (SQLite)", "Name a store with --database."),
    (rb"7z\xbc\xaf|\xfd7zXZ|BZh[1-9]|\x28\xb5\x2f\xfd|Rar!", b"", "an archive", ARCHIVE),
    (rb"\s*+[{\[]\s*+[\"{\[\]}]", b"", "JSON", "Save the figures as CSV."),
    (OLE2, "EncryptedPackage".encode("utf-16-le"), "a file with a password", "Save it without."),
    (OLE2, "WordDocument".encode("utf-16-le"), f"{DOCUMENT} (DOC)", SHEET),
    (OLE2, b"", "an old Excel workbook (XLS)", SHEET),
    (ZIP, b"word/document.xml", f"{DOCUMENT} (DOCX)", SHEET),
    (ZIP, b"application/vnd.oasis.opendocument.text", f"{DOCUMENT} (ODT)", SHEET),
    (ZIP, b"ppt/presentation.xml", "a presentation (PPTX)", SHEET),
    (ZIP, b"xl/workbook.bin", "a binary Excel workbook (XLSB)", SHEET),
    (ZIP, b"Index/Document.iwa", "an Apple Numbers document", SHEET),
    (ZIP, b"mimetypeapplication/", "an office document of another kind", SHEET),
    (ZIP, b"", "a ZIP archive", ARCHIVE),
)
"""How a format begins, what else must be in it, its name, and what to do instead."""


def described(content: bytes) -> tuple[str, str | None]:
    """Return what content that no reader takes looks like, and what to do instead."""
    if not content.strip():
        return "an empty file", None
    for start, part, what, fix in FORMS:
        if re.match(start, content, re.DOTALL) and part in content:
            return what, fix
    return "content of no known form", None


def unpacked(content: bytes, *, name: str, limit: int) -> bytes:
    """Return content without the compression of gzip, if it has that.

    Raises
    ------
    UnknownFormatError
        If it is damaged, compressed twice, or unpacks to more than `limit` bytes.
    """
    if not content.startswith(GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            body = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnknownFormatError(
            f"the gzip file is damaged ({error})",
            expected="a whole file",
            where=name,
            fix="Download it again.",
        ) from error
    if len(body) > limit:
        raise UnknownFormatError(
            f"a gzip file that unpacks to more than {limit // 2**20} MiB",
            expected="a publication or a table",
            where=name,
        )
    if body.startswith(GZIP):
        raise UnknownFormatError(
            "a file that is compressed twice", expected="gzip once", where=name, fix="Unpack it."
        )
    return body
