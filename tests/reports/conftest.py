from __future__ import annotations

import pytest
from crossings.reports import weekly_report


@pytest.fixture(scope="session")
def report(_figures):
    """The report as of 14 May 2025, with its track record."""
    return weekly_report(_figures, as_of="2025-05-14")
