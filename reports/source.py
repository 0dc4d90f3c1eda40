"""Where the figures come from and how far they stand, as every title and table has to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ..data.calendar import day_text
from ..data.daily_table import standing_of
from ..data.errors import OptionError
from ..data.vintages.holdings import HOME_OFFICE as DAILY

__all__ = ["LICENCE", "LICENCE_URL", "Source", "check_people", "source_of"]

HOME_OFFICE = {*DAILY, "quarterly"}
LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True)
class Source:
    """The source of a report.

    Attributes
    ----------
    through : datetime.date
        The last day whose figure is used.
    published : datetime.date or None
        When the newest of its publications of days came out.
    standing : str
        "provisional" or "final".
    publications : tuple of dict
        As in ``attrs["provenance"]`` of the daily table.
    counted : str
        What is counted: "people", or what the column of another series is called.
    """

    through: date
    published: date | None
    standing: str
    publications: tuple[dict[str, Any], ...]
    counted: str = "people"

    @property
    def heading(self) -> str:
        """What is counted, as the first word of a caption or a column."""
        return self.counted[:1].upper() + self.counted[1:]

    @property
    def official(self) -> bool:
        """Whether the figures come from official publications, under their licence."""
        return any(publication["kind"] != "tidy-csv" for publication in self.publications)

    @property
    def name(self) -> str:
        """Whose figures they are, in a few words."""
        kinds = {str(publication["kind"]) for publication in self.publications}
        names = [
            str(publication["title"])
            for publication in self.publications
            if publication["kind"] == "tidy-csv"
        ]
        if any(kind.startswith("mod-") for kind in kinds):
            names.insert(0, "Ministry of Defence")
        if kinds & HOME_OFFICE:
            names.insert(0, "Home Office")
        return ", ".join(names) or "figures of the user"

    @property
    def note(self) -> str:
        """What belongs beside every table: through when, published when, standing, whose."""
        published = (
            f"published {day_text(self.published)}" if self.published else "no publication date"
        )
        licence = f", {LICENCE}" if self.official else ""
        return (
            f"data through {day_text(self.through)}; {published}; {self.standing}; "
            f"{self.name}{licence}"
        )

    @property
    def line(self) -> str:
        """What belongs under every chart."""
        return (
            f"Source: {self.name}; {self.standing} figures, data through {day_text(self.through)}."
        )


def check_people(daily: pd.DataFrame) -> None:
    """Refuse a daily table that counts something else than people arriving by small boat.

    Raises
    ------
    OptionError
        If it does.
    """
    counted = getattr(daily, "attrs", {}).get("counted", "people")
    if counted != "people":
        raise OptionError(
            f"figures of {counted}",
            expected="people arriving by small boat",
            where="count",
            fix="The commands forecast, compare, show and backtest take any series.",
        )


def source_of(daily: pd.DataFrame) -> Source:
    """Return the source of a daily table, up to its last day."""
    publications = tuple(daily.attrs.get("provenance", ()))
    # Final statistics confirm figures of days; how new these are the publications of days say.
    of_days = [found for found in publications if found["kind"] != "quarterly"] or publications
    dates = [found["published"] for found in of_days if found.get("published")]
    return Source(
        through=daily.index[-1].date(),
        published=date.fromisoformat(max(dates)) if dates else None,
        standing=standing_of(daily),
        publications=publications,
        counted=str(daily.attrs.get("counted", "people")),
    )
