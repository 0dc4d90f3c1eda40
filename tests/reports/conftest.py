from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from crossings.reports import weekly_report
from crossings.reports.tables import Table

from .spreadsheets import FORMS, HOSTILE, with_table


@pytest.fixture(scope="session")
def report(_figures):
    """The report as of 14 May 2025, with its track record."""
    return weekly_report(_figures, as_of="2025-05-14")


@pytest.fixture(scope="session")
def books(report):
    return {form: write(report) for form, write in FORMS.items()}


@pytest.fixture(scope="session")
def hostile(report):
    """A report whose source, headings and cells are out to be taken for something else."""
    texts = [text for text in HOSTILE if re.search("[A-Za-z0-9]", text)]
    frame = pd.DataFrame(
        {"Text": texts, "=1+1": range(len(texts)), "[a](b)": "-5", "$$y$$": [None, *texts[1:]]}
    )
    table = Table("=1+1, $$z$$ and [d](http://evil)", (), (), "hostile", frame, "=1+1 $$n$$")
    titles = [
        {"kind": "tidy-csv", "title": title, "url": "=1+1", "published": None} for title in HOSTILE
    ]
    figures = replace(report.figures, provenance=tuple(titles))
    notes = tuple(f"{found['title']}. {found['url']}" for found in titles)
    sections = tuple(
        replace(section, notes=notes) if section.key in {"sources", "cite"} else section
        for section in report.sections
    )
    return with_table(replace(report, figures=figures, sections=sections), table)
