"""Takes the picture of the report that the front page shows.

    .venv/bin/python docs/picture.py

It writes the report as of 20 August 2026, and photographs its page with
Debian's chromium.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

DAY = "2026-08-20"
PICTURE = Path(__file__).parent / "report.png"
SIZE = {"width": 1280, "height": 1340}
COLOURS = 128
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    """Write the report, take the picture, and make its file small."""
    from crossings import load, weekly_report
    from PIL import Image
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed (Debian: apt install chromium).")
    with tempfile.TemporaryDirectory() as folder:
        weekly_report(load(as_of=DAY)).write(folder, formats=["html"])
        page = Path(folder, f"crossings-{DAY}.html").as_uri()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            tab = browser.new_page(viewport=SIZE, color_scheme="light")
            tab.goto(page)
            tab.screenshot(path=PICTURE)
            browser.close()
    with Image.open(PICTURE) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
