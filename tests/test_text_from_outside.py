"""Text from outside, in every form that it can take: it is shown as text, and does nothing.

Its way is the whole one: from the title of a page, or the name of a file, through the store, to
what a terminal, a browser, a spreadsheet, a word processor, a feed reader or a program is given.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from base64 import b64encode
from datetime import date
from hashlib import sha256
from html import escape
from zipfile import ZipFile

import pytest
from crossings.cli.output import print_csv, print_json, print_table
from crossings.cli.talk import put
from crossings.data.errors import printable
from crossings.data.notebook import html_table
from crossings.reports import Table
from crossings.reports.render.environment import (
    ACTIVE,
    NEGATIVE,
    environment,
    escape_markdown,
    no_formula,
    one_line,
)
from crossings.reports.render.feed import Entry, feed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as pages
from markdown_it import MarkdownIt

from .cli.test_cli import run

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script><img src=x onerror=alert(1)> "
    "[x](javascript:alert(1)) ![y](//evil.example/y) `a` $x$ $$ \x1b[31mRED\x1b]0;owned\x07 "
    "\x9b2J \u202eRTL\u2066 zero\u200bwidth \ufeff ]]> --> &#x202e; {{ 7*7 }} {% raw %} ~~~ "
    "https://www.gov.uk.evil.example/ http://evil.example www.evil.example \u2028 '\" \\"
)
FILE = (
    "=cmd|' <script>alert(1)</script><img src=x onerror=alert(1)> [x](//evil.example) `a` $x$ "
    "\x1b[31mRED\x07 \x9b2J \u202eRTL ]]> &#x202e; {{ 7*7 }} ~~~ www.evil.example \u2028 "
    "'\" \\\udcff"
).replace("/", "\u2215") + ".csv"
"""A file system takes names of any bytes but two, and this one is no text."""
PIECES = (
    *HOSTILE.split(), "\0", "\r\n", "\x85", "\ud800", "\udcff", "\ufffe", "\uffff", "\U000e0041",
    "- ", "1. ", "1) ", "+ ", "---", "===", "~~~", "```", "> ", "# ", "    ", "<!--", "<a href=x>",
    "-1", "@SUM(1)", "\t=1", "&lt;", "://", "ftp://x.y", "WWW.x.y", "javascript:x", "**", "__",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=5).map("".join)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINKED = re.compile(r"(?i)\b(?:https?|ftp)://|\bwww\.")
"""What Markdown on GitHub makes a link of without being told."""


def shown(text: str) -> str:
    """Return a text that a terminal shows, line by line, after a look at every letter."""
    odd = {letter for letter in text if not letter.isprintable() and letter != "\n"}
    assert not odd, (odd, text)
    return text


def is_text(cell: str) -> bool:
    return not ACTIVE.match(cell) or bool(NEGATIVE.fullmatch(cell))


class TestEveryDoor:
    """A text that is made to be taken for something else comes out as itself, made printable."""

    @given(TEXTS)
    def test_a_terminal_is_sent_nothing_but_letters_and_ends_of_lines(self, text):
        assert shown(printable(text)) == printable(text)
        assert "\n" not in printable(text)
        assert printable(printable(text)) == printable(text)

    @given(TEXTS)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_commands_print_by_way_of_it(self, capsys, text):
        import pandas as pd

        frame = pd.DataFrame({"title": [text], "n": [-5], "listed": [[text, "x"]]})
        put(text, "x")
        put(text, err=True)
        print_table(Table(text, (text, "n"), ((text, "-5"),), source=text))
        print_json({"title": [text]})
        print_csv(frame)
        out, err = capsys.readouterr()
        shown(out)
        shown(err)
        *_, data, head, row = out.splitlines()
        assert json.loads(data) == {"title": [printable(text)]}
        (title, number, listed) = next(csv.reader([row]))
        assert (head, number) == ("title,n,listed", "-5")
        assert is_text(title)
        assert is_text(listed)

    @given(TEXTS)
    def test_a_page_has_no_element_of_it(self, text):
        made = environment().from_string('<p title="{{ x }}">{{ x }}</p><b>{{ x | linked }}</b>')
        page = pages.fromstring(f"<div>{made.render(x=text)}</div>")
        assert [one.tag for one in page.iter()] == ["div", "p", "b"]
        assert page[0].text_content() == page[0].get("title") == printable(text)
        assert page[1].text_content() == one_line(text)
        table = pages.fromstring(html_table(text, [(text, text)], [text]))
        assert table.findtext("caption") == printable(text)
        assert [one.tag for one in table.iter("td", "th", "a", "script")] == ["th", "th", "td"]

    @given(TEXTS)
    def test_markdown_says_it_letter_for_letter(self, text):
        """As a paragraph, in a list, as a heading and in a table."""
        words = escape_markdown(text, first=True)
        for form in (f"{words}\n", f"- {words}\n", f"# {words}\n", f"x\n\n{words}\n\nx\n"):
            tokens = MARKDOWN.parse(form)
            kinds = {one.type.rpartition("_")[0] or one.type for one in tokens}
            assert kinds <= {"paragraph", "bullet_list", "list_item", "heading", "inline"}
            said = [one for token in tokens for one in token.children or ()]
            assert {one.type for one in said} <= {"text", "text_special"}
            assert one_line(text) in "".join(one.content for one in said)
        cell = escape_markdown(text)
        tokens = MARKDOWN.parse(f"| a | b |\n| - | - |\n| {cell} | x |\n")
        cells = [token for token in tokens if token.type == "inline"]
        assert len(cells) == 4
        assert "".join(one.content for one in cells[2].children) == one_line(text)
        assert not LINKED.search(words)

    @given(TEXTS)
    def test_a_feed_stays_well_formed(self, text):
        entry = Entry(date(2025, 5, 14), "crossings-2025-05-14.html", text, text, content=text)
        read = ET.fromstring(feed([entry], None))
        (one,) = read.iter(f"{ATOM}entry")
        assert (one.findtext(f"{ATOM}title") or "") == printable(text)
        assert len(one) == 6

    @given(TEXTS)
    def test_a_spreadsheet_takes_it_for_a_text(self, text):
        written = no_formula(text)
        assert is_text(written)
        etree.Element("cell").text = written  # refuses what XML cannot hold

    @pytest.mark.parametrize("number", ["-5", "-5%", "-1,234.5"])
    def test_numbers_stay_numbers(self, number):
        assert no_formula(number) == number

    def test_a_text_without_end_is_cut(self):
        assert len(one_line("x" * 10**6)) < 10_000
        assert one_line("word " * 10**6).endswith("...")
        assert one_line("x" * 5_000) == "x" * 5_000

    def test_an_address_of_the_publisher_stays_one(self):
        address = "https://www.gov.uk/a-b/c.html"
        assert escape_markdown(f"See {address}.") == f"See {address}."
        for host in ("www.gov.uk.evil", "www.gov.uk@evil", "www.gov.uk:x@evil", "gov.uk-evil"):
            other = f"https://{host}.example/"
            assert "href" not in environment().from_string("{{ x | linked }}").render(x=other)
            assert not LINKED.search(escape_markdown(other))


def test_a_title_with_commands_to_the_terminal_goes_through_every_command(make_page, tmp_path):
    """They would set colours, a title and a window, and turn the direction of writing."""
    from .publications import LAST_7
    from .publications import html_table as days

    content = make_page(days(*LAST_7), title="TITLE").decode()
    assert "TITLE" in content
    (tmp_path / "page.html").write_text(content.replace("TITLE", escape(HOSTILE)), "utf-8")
    where = ["--database", tmp_path / "store.sqlite"]
    done = run("ingest", tmp_path / "page.html", *where, "--format", "csv")
    assert done.returncode == 0, done.stderr
    said = ""
    for words in (
        ["-v", "show", "--as-of", "2025-03-09", "--by", "year"],
        ["sources"],
        ["sources", "--format", "csv"],
        ["sources", "--format", "json"],
        ["-v", "revisions"],
    ):
        done = run(*words, *where)
        assert done.returncode == 0, done.stderr
        said += shown(done.stdout) + shown(done.stderr)
        if words[-1] == "csv":
            assert all(
                is_text(cell) for row in csv.reader(io.StringIO(done.stdout)) for cell in row
            )
        if words[-1] == "json":
            assert shown(json.loads(done.stdout)[0]["title"] + "\n")
    assert "read =cmd" in said
    assert "\ufffd[31mRED\ufffd]0;owned\ufffd" in said


@pytest.fixture(scope="module")
def folder(undrawn, _figures, tmp_path_factory):
    place = tmp_path_factory.mktemp("outside")
    _figures["arrivals"].loc["2023":"2025-05-14"].to_csv(place / FILE)
    report = ["report", "--data", place / FILE, "--no-track", "--paths", "20"]
    done = run(*report, "--out", place / "out")
    assert done.returncode == 0, done.stderr
    shown(done.stdout)
    shown(done.stderr)
    return place / "out"


class TestAReport:
    """Of a file whose name is out to be taken for something else; the report says the name."""

    def texts(self, folder, *endings):
        found = [path for path in folder.rglob("*") if path.suffix in endings]
        assert found
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}

    def test_holds_nothing_but_letters_that_can_be_seen(self, folder):
        texts = self.texts(folder, ".html", ".md", ".json", ".csv", ".xml", ".txt")
        for text in texts.values():
            shown(text)
        for name in ("crossings-2025-05-14.html", "crossings-2025-05-14.md", "feed.xml"):
            assert "RED" in texts[name] or name == "feed.xml"

    @pytest.mark.parametrize(
        "name", ["crossings-2025-05-14.html", "index.html", "latest.html", "embed.html"]
    )
    def test_has_pages_with_no_element_and_no_link_of_others(self, folder, name):
        text = (folder / name).read_text("utf-8")
        page = pages.fromstring(text)
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        rules = dict(part.partition(" ")[::2] for part in policy.split("; "))
        scripts = page.xpath("//script[not(@type)]")
        assert rules == {
            "default-src": "'none'",
            "style-src": self.hashes(page.xpath("//style")),
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        } | ({"script-src": self.hashes(scripts)} if scripts else {})
        assert len(scripts) == (name in {"crossings-2025-05-14.html", "latest.html"})
        assert not page.xpath("//img | //iframe | //object | //base | //form | //@style | //@src")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        links = page.xpath("//@href")
        local = re.compile(
            r"#[\w-]*|data:,|(crossings|latest|index|embed|feed|tables)[\w./-]*|../\S+"
        )
        assert [link for link in links if not local.fullmatch(link)] == []

    def hashes(self, elements):
        one = [f"'sha256-{b64encode(sha256(x.text.encode()).digest()).decode()}'" for x in elements]
        return " ".join(one)

    def test_has_markdown_with_no_link_and_no_element_of_others(self, folder):
        (text,) = self.texts(folder, ".md").values()
        tokens = MARKDOWN.parse(text)
        inline = [one for token in tokens for one in token.children or ()]
        kinds = {one.type for one in [*tokens, *inline]}
        assert not kinds & {"html_block", "html_inline", "link_open", "fence", "code_block"}
        assert not kinds & {"code_inline", "hr", "s_open", "em_open"}
        pictures = [one.attrs["src"] for one in inline if one.type == "image"]
        assert all(src.startswith("crossings-2025-05-14/") for src in pictures)
        assert not LINKED.search(text)

    def test_has_data_that_programs_can_read(self, folder):
        for name, text in self.texts(folder, ".json").items():
            assert json.dumps(json.loads(text), ensure_ascii=False).isprintable(), name
        for name, text in self.texts(folder, ".csv").items():
            rows = list(csv.reader(io.StringIO(text)))
            assert all(is_text(cell) for row in rows for cell in row), name
        ET.fromstring((folder / "feed.xml").read_text("utf-8"))

    @pytest.mark.parametrize("form", ["xlsx", "ods", "docx"])
    def test_has_documents_without_formula_or_link_of_others(self, folder, form):
        with ZipFile(folder / f"crossings-2025-05-14.{form}") as archive:
            parts = {
                name: etree.fromstring(archive.read(name))
                for name in archive.namelist()
                if name.endswith((".xml", ".rels"))
            }
        said = "".join("".join(part.itertext()) for part in parts.values())
        assert "RED" in said
        shown(said)
        for part in parts.values():
            for one in part.iter(etree.Element):
                kind = etree.QName(one).localname
                assert kind not in {"f", "formula", "object", "oleObject"}
                assert not any(name.endswith("formula") for name in one.attrib)
                assert one.get("TargetMode") != "External"
