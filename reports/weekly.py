"""The weekly report: its content, computed once, and the forms that it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from ..data.calendar import (
    Day,
    as_date,
    day_text,
)
from ..data.dataset import Daily, Figures
from ..data.errors import OptionError, printable, printable_json
from ..forecast import YearForecast, forecast_year
from ..forecast.processes import in_second_process
from .content import Content
from .headline import headline, without
from .sections import sections
from .sections.about import caveats_of
from .sections.gather import gather
from .statements import facts

FORMATS: Final = ("html", "md", "xlsx", "ods", "docx", "json")


@dataclass(frozen=True, eq=False, repr=False)  # `Content` has a short one
class WeeklyReport(Content):
    """One weekly report: its content, as `crossings.reports.content.Content` lists it, in forms.

    Examples
    --------
    >>> from crossings import load, weekly_report
    >>> report = weekly_report(load(as_of="2025-05-14"), track=False)
    >>> report.section("record").tables[0].rows[0]
    ('More than 45,755 (record, 2022)', 'likely (68%)')
    """

    def to_html(self) -> str:
        """Return the report as one HTML page that needs nothing else."""
        from .render.page import to_html

        return to_html(self)

    def to_markdown(self, *, pictures: str | None = None) -> str:
        """Return the report as Markdown; `pictures` is where its charts are, if anywhere."""
        from .render.markdown import to_markdown

        return to_markdown(self, pictures=pictures)

    def to_json(self) -> str:
        """Return the report as JSON, in the shape of `crossings.reports.schema`."""
        said = printable_json(self.to_dict())
        text = json.dumps(said, indent=1, allow_nan=False, ensure_ascii=False)
        return f"{text}\n"

    def to_xlsx(self) -> bytes:
        """Return every table of the report as a spreadsheet in Excel's format."""
        from .render.xlsx import to_xlsx

        return to_xlsx(self)

    def to_ods(self) -> bytes:
        """Return every table of the report as a spreadsheet in the OpenDocument format."""
        from .render.ods import to_ods

        return to_ods(self)

    def to_docx(self) -> bytes:
        """Return the report as a Word document, with its charts and their words."""
        from .render.docx import to_docx

        return to_docx(self)

    def to_card(self) -> bytes:
        """Return the headline as a picture for social media: PNG, 1,200 x 675 pixels."""
        from .render.card import to_card

        return to_card(self)

    def write(
        self,
        folder: str | Path,
        *,
        formats: Sequence[str] = FORMATS,
        site: str | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> list[Path]:
        """Write the report into a folder.

        Every file is whole or not there; nothing is changed where the disk is full. The files
        of a report come into a folder together, in a moment after everything is written: a run
        that is killed before changes nothing, and one that is killed in that moment is finished
        by the next report into the folder.

        Parameters
        ----------
        folder : path
            Is made where it is not there.
        formats : sequence of str
            Of "html", "md", "xlsx", "ods", "docx" and "json"; all where it is left out. The page
            brings its tables as CSV, and ``index.html``, ``latest.html``, ``latest.csv``,
            ``embed.html`` and ``feed.xml``, which are of every report in the folder or of the
            newest, and which any form renews that joins it later; JSON brings ``latest.json``.
            The Markdown brings the charts, as PNG and SVG, it and the page the card. Charts, card
            and tables are in a folder of the report's name; those that a former report of this
            name had there, and this one has not, are taken away.
        site : str, optional
            The address at which the folder is published: the feed and the card name it.
        progress : callable, optional
            Told what is being done, in a few words.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        OptionError
            If a format is unknown, or the address is not one of the web.
        UnwritableOutputError
            If the folder cannot be written.
        """
        check_formats(formats)
        from .render.address import check_site
        from .render.files import write_all
        from .render.page import to_html
        from .render.site import left_over, site_files

        address = check_site(site)
        tell = progress or (lambda _: None)
        make: dict[str, Callable[[], Any]] = {
            "html": lambda: to_html(self, files=self.name, site=address),
            "md": lambda: self.to_markdown(pictures=self.name),
            "xlsx": self.to_xlsx,
            "ods": self.to_ods,
            "docx": self.to_docx,
            "json": self.to_json,
        }
        ready: dict[str, bytes] = {}
        if {"html", "md", "docx"} & set(formats):
            tell("drawing")
            beside = {form: make[form] for form in ("xlsx", "ods") if form in formats}
            if {"html", "md"} & set(formats):
                beside["card"] = self.to_card
            ready = self._drawn(formats, beside)
        files: dict[str, bytes] = {}
        for form in (form for form in FORMATS if form in formats):
            tell(f"writing {form}")
            made = ready.get(form) or make[form]()
            files[f"{self.name}.{form}"] = made.encode() if isinstance(made, str) else made
        if "html" in formats:
            files |= self._beside()
        if {"html", "md"} & set(formats):
            files[f"{self.name}/card.png"] = ready["card"]
        if "md" in formats:
            files |= self._pictures()
        place = Path(folder)

        def more() -> tuple[Mapping[str, bytes], list[str]]:
            listed = site_files(place, self.name, files, site=address)
            return listed.files, [*left_over(place, self.name, files), *listed.without]

        return write_all(place, files, more=more)

    def _drawn(
        self, formats: Sequence[str], beside: Mapping[str, Callable[[], bytes]]
    ) -> dict[str, bytes]:
        """Draw the charts, which keep what is drawn; return what is made beside them.

        One process draws for the page, and pictures. A second one, where there can be one, draws
        for telephones and makes the rest.
        """
        from .charts.style import load_library

        load_library()
        charts = tuple(self.charts.values())
        page, pictures = "html" in formats, bool({"md", "docx"} & set(formats))

        def others() -> tuple[list[str], dict[str, bytes]]:
            narrow = [chart.svg_narrow for chart in charts] if page else []
            return narrow, {name: make() for name, make in beside.items()}

        rest = in_second_process(others)
        for chart in charts:
            _ = page and chart.svg, pictures and chart.pictures
        narrow, ready = rest()
        for chart, svg in zip(charts, narrow, strict=page):
            vars(chart)["svg_narrow"] = svg
        return ready

    def _beside(self) -> dict[str, bytes]:
        """Return what the page links: its tables, its daily figures, and the chart to frame."""
        from .render.downloads import downloads
        from .render.page import to_embed

        beside = downloads(self)
        if embed := to_embed(self, page=f"../{self.name}.html"):
            beside["embed.html"] = embed.encode()
        return {f"{self.name}/{name}": content for name, content in beside.items()}

    def _pictures(self) -> dict[str, bytes]:
        return {
            f"{self.name}/{key}.{form}": content
            for key, chart in self.charts.items()
            for form, content in chart.pictures.items()
        }

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{_shown(fact.sentence)}</li>" for fact in self.headline)
        made = f"<p>{_shown(self.made_line)}</p>" if self.made else ""
        line = f"<p>{_shown(self.dateline)}</p>{made}"
        return f"<h3>{_shown(self.title)}</h3>{line}<ul>{items}</ul>"


def _shown(text: str) -> str:
    return escape(printable(text))


def weekly_report(
    daily: Daily,
    *,
    as_of: Day | None = None,
    forecast: YearForecast | None = None,
    since: Day | None = None,
    known_then: Daily | None = None,
    made: Day | None = None,
    totals_since: Mapping[Day, str] | None = None,
    track: bool = True,
    kept: MutableMapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> WeeklyReport:
    """Compute the weekly report.

    Where the figures come from publications that are held, it says what has been revised since the
    last report, and how estimates of preventions are revised.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table as `crossings.data.load` gives.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table. The report is on the year of that day.
    forecast : YearForecast, optional
        Of that year and day; the default model is run where it is left out.
    since : date, timestamp or ISO string, optional
        The day of the last report, by default a week before: what moved the forecast since then
        is said.
    known_then : pandas.DataFrame or Figures, optional
        The daily table that the last report was made from; by default as it was known then, by
        the publications that are held.
    made : date, timestamp or ISO string, optional
        The day on which the report is made: it says so then, and how old its figures are.
    totals_since : mapping of date to str, optional
        Days since when a total is wanted, such as ``{"2024-07-05": "Since the general election"}``,
        each with a label; the same number of days before is set beside it.
    track : bool
        Whether to make earlier forecasts again and score them: about a hundred of them, which
        takes a few seconds, or minutes with a slow model.
    kept : mutable mapping of str to str, optional
        Earlier forecasts that a report made before and left here, such as a dict: those are not
        made again, and new ones are added. See `YearForecast.track`.
    progress : callable, optional
        Told what is being done, in a few words.

    Returns
    -------
    WeeklyReport

    Raises
    ------
    OptionError
        If the figures count something else than people arriving by small boat.
    CrossingsError
        If the figures do not cover the day, or the forecast is of another.

    Examples
    --------
    >>> from crossings import load, weekly_report
    >>> report = weekly_report(load(as_of="2025-05-14"), track=False)
    >>> print(report.headline[0].sentence)
    12,699 people have arrived by small boat in 2025 up to 14 May (provisional).
    """
    tell = progress or (lambda _: None)
    figures = Figures.of(daily, as_of)
    figures.check_people()
    day = figures.end
    outlook = forecast
    if outlook is None:
        tell(f"forecasting {day.year} from figures to {day_text(day)}")
        outlook = forecast_year(figures, year=day.year)
    statements = tuple(facts(figures, forecast=outlook))
    inputs = gather(
        figures,
        outlook,
        since=since,
        known_then=known_then,
        totals_since=totals_since or {},
        track=track,
        kept=kept,
        tell=tell,
    )
    parts = sections(inputs)
    first = headline(statements, parts, inputs.since, day)
    return WeeklyReport(
        year=day.year,
        as_of=day,
        figures=figures,
        headline=first,
        comparison=inputs.comparison,
        forecast=outlook,
        facts=statements,
        sections=without(parts, first),
        caveats=caveats_of(inputs),
        made=None if made is None else as_date(made, argument="made"),
    )


def check_formats(formats: Sequence[str]) -> Sequence[str]:
    """Return the forms of a report that are asked for.

    Raises
    ------
    OptionError
        If one is unknown, or there is none.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise OptionError(
            f"format {', '.join(map(repr, unknown)) or '(none)'}",
            expected=f"one or more of {', '.join(FORMATS)}",
            argument="formats",
        )
    return formats
