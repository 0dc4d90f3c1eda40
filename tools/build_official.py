"""Make the embedded tables again from the official publications.

    python tools/build_official.py FOLDER_OR_FILE... [--add] [--published NAME=2026-11-26]

Takes every release of the time series and every table of the quarterly statistics that is named or
is in a named folder; with --add, the ones that ship already stay. The package's own readers read
them; `datapackage.json` records their provenance. `CONTRIBUTING.md` says how to ship a new release.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from crossings.data import Publication, read_publication
from crossings.data.embedded import embedded
from crossings.data.errors import CrossingsError
from crossings.data.publications import quarterly, summary_tables
from crossings.data.publications.delimited import csv_rows
from crossings.data.vintages.holdings import Held, Holdings, daily_of

OFFICIAL = Path(__file__).resolve().parents[1] / "data" / "official"
SUFFIXES = {".ods", ".xlsx", ".csv"}
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
COUNT = "integer"
ESTIMATE = "an operational estimate of the French authorities; empty where not recorded"
WHO = "all where the publication does not break it down"
FIELDS = {
    "published": ("date", "Day of publication of the release, as in sources"),
    "date": ("date", "Day"),
    "week_ending": ("date", "Sunday on which the week ends"),
    "month_ending": ("date", "Last day of the month"),
    "quarter_ending": ("date", "Last day of the quarter"),
    "year": (COUNT, "Calendar year"),
    "quarter": (COUNT, "Calendar quarter, 1 to 4"),
    "period": (
        "string",
        "A quarter (2023Q4), a year (2023), or the first and last month of a span",
    ),
    "nationality": ("string", f"Nationality; {WHO}"),
    "sex": ("string", f"Sex; {WHO}"),
    "age": ("string", f"Age group; {WHO}"),
    "arrivals": (COUNT, "People who arrived"),
    "boats": (COUNT, "Boats that arrived; empty where not given"),
    "uncontrolled_landings": (
        COUNT,
        "Boats that landed without interception, a subset of boats; empty where not recorded",
    ),
    "prevented": (
        COUNT,
        f"People prevented, {ESTIMATE}",
    ),
    "events_prevented": (
        COUNT,
        f"Prevention events, {ESTIMATE}",
    ),
    "status": ("string", "provisional, revised (so marked in the publication) or final"),
}
KEYS = {
    "daily": ("date",),
    "weekly": ("week_ending",),
    "earlier_daily": ("published", "date"),
    "earlier_weekly": ("published", "week_ending"),
    "quarterly": ("published", "quarter_ending"),
    "monthly": ("published", "month_ending"),
    "people": ("published", "period", "nationality", "sex", "age"),
}
FINAL = {
    "quarterly": [*KEYS["quarterly"], "year", "quarter", "arrivals", "boats", "status"],
    "monthly": [*KEYS["monthly"], "arrivals", "boats", "status"],
    "people": [*KEYS["people"], "arrivals"],
}
FROM_RELEASES = {"daily", "weekly", "earlier_daily", "earlier_weekly"}


@dataclass(frozen=True)
class Release:
    """A publication, and the files that it was read from, or its entry in `datapackage.json`."""

    publication: Publication
    files: tuple[Path, ...] = ()
    entry: dict[str, Any] | None = None

    def source(self) -> dict[str, Any]:
        """Return its entry in `datapackage.json`."""
        if self.entry is not None:
            return self.entry
        publication = self.publication
        entry: dict[str, Any] = {**publication.provenance(), "path": publication.url}
        if publication.published_at is not None:
            entry["published_at"] = publication.published_at.isoformat()
        if publication.weekly is not None:
            entry["weeks_through"] = f"{publication.weekly.index[-1]:%Y-%m-%d}"
        if publication.remarks:
            entry["remarks"] = [remark.to_dict() for remark in publication.remarks]
        if publication.missing:
            entry["missing"] = [day.isoformat() for day in publication.missing]
        if len(self.files) > 1:
            entry["files"] = [{"name": path.name, "sha256": sha256_of(path)} for path in self.files]
        return entry


def main() -> None:
    """Read the publications, write the tables and their description."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="+", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--published",
        action="append",
        default=[],
        metavar="NAME=DATE",
        help="when the file of a name came out that does not say so and does not ship yet",
    )
    parser.add_argument("--add", action="store_true", help="keep what ships already")
    parser.add_argument("--out", type=Path, default=OFFICIAL)
    options = parser.parse_args()
    try:
        files = files_of(options.sources)
        releases, statistics = read_all(
            files, days_shipped() | days_given(options.published, files)
        )
        if options.add:
            releases, statistics = with_shipped(releases), with_shipped(statistics)
    except (CrossingsError, ValueError, OSError) as error:
        parser.error(str(error))
    tables = tables_of(releases, statistics)
    for name, table in tables.items():
        path = options.out / f"{name}.csv"
        table.to_csv(path, date_format="%Y-%m-%d", lineterminator="\n", index=False)
    package = {
        "name": "crossings-official-figures",
        "title": "People arriving in the UK by small boat: official figures",
        "description": (
            "Daily and weekly provisional operational figures of the Home Office, subject to "
            "change: those of its newest release whole, of earlier ones the rows that differ. "
            "And final quarterly statistics. Contains public sector information licensed "
            "under the Open Government Licence v3.0. Crown copyright."
        ),
        "licenses": [LICENCE],
        "sources": [release.source() for release in (*releases, *statistics)],
        "created_by": "tools/build_official.py",
        "resources": [
            resource(name, table, releases if name in FROM_RELEASES else statistics)
            for name, table in tables.items()
        ],
    }
    text = json.dumps(package, indent=2, ensure_ascii=False)
    (options.out / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def files_of(sources: Sequence[Path]) -> list[Path]:
    """Return the files that are named, and the spreadsheets and tables of folders."""
    paths: dict[Path, None] = {}
    for source in sources:
        inside = sorted(source.rglob("*")) if source.is_dir() else [source]
        paths |= dict.fromkeys(one for one in inside if one == source or one.suffix in SUFFIXES)
    return list(paths)


def read_all(
    files: Sequence[Path], days: Mapping[str, date]
) -> tuple[list[Release], list[Release]]:
    """Return the releases of the time series and the final statistics, the newest first."""
    series: dict[date, Release] = {}
    statistics: dict[date, list[Release]] = {}
    for path in files:
        read = read_publication(path)
        if read.kind == "time-series":
            if read.published is None or read.published in series:
                raise ValueError(f"{path}: expected one release of the time series a day")
            series[read.published] = Release(read, (path,))
        elif read.kind == "quarterly":
            day = read.published or days.get(sha256_of(path))
            if day is None:
                raise ValueError(f"{path} does not say when it came out: give --published")
            statistics.setdefault(day, []).append(Release(on_day(read, path, day), (path,)))
        else:
            raise ValueError(f"{path}: expected the time series or quarterly statistics")
    if not series:
        raise ValueError("no release of the time series among the files")
    return (
        [series[day] for day in sorted(series, reverse=True)],
        [one_of(statistics[day]) for day in sorted(statistics, reverse=True)],
    )


def on_day(read: Publication, path: Path, day: date) -> Publication:
    """Return a publication with its day, which decides how far its last year goes."""
    written = path.read_text("utf-8-sig") if path.suffix == ".csv" else ""
    if rows := csv_rows(written, name=path.name, is_header=summary_tables.is_summary):
        return summary_tables.read_csv(rows, sha256=read.sha256, name=path.name, published=day)
    return replace(read, published=day)


def one_of(parts: Sequence[Release]) -> Release:
    """Return the files of one day, the tables of one publication, as that publication."""
    if len(parts) == 1:
        return parts[0]
    files = tuple(path for part in parts for path in part.files)
    content = b"".join(path.read_bytes() for path in files)
    publication = quarterly.combined(
        [part.publication for part in parts],
        sha256=hashlib.sha256(content).hexdigest(),
        title="Immigration system statistics: people and boats, and nationality by year "
        "(Home Office, read from a public copy)",
    )
    return Release(publication, files)


def with_shipped(releases: Sequence[Release]) -> list[Release]:
    """Return releases of one kind and those of it that ship already, the newest first."""
    given = {release.publication.published for release in releases}
    kind = releases[0].publication.kind if releases else "quarterly"
    holdings = embedded()
    kept = [
        shipped(holdings, held, entry)
        for held, entry in zip(holdings.publications(), sources_shipped(), strict=True)
        if held.kind == kind and held.published not in given
    ]
    every = [*releases, *kept]
    return sorted(every, key=lambda one: f"{one.publication.published}", reverse=True)


def shipped(holdings: Holdings, held: Held, entry: dict[str, Any]) -> Release:
    """Return a publication that ships, with its tables."""

    def table(rows: pd.DataFrame, index: str | None) -> pd.DataFrame | None:
        rows = rows.drop(columns="id")
        if rows.empty:
            return None
        return rows if index is None else rows.set_index(index)

    ids = [held.id]
    daily = table(holdings.rows("daily", ids), "date")
    return Release(
        Publication(
            kind=held.kind,
            title=held.title,
            url=held.url,
            sha256=held.sha256,
            published=held.published,
            daily=None if daily is None else daily.drop(columns="uncontrolled_landings"),
            uncontrolled_landings=None if daily is None else daily["uncontrolled_landings"],
            weekly=table(holdings.rows("weekly", ids), "week_ending"),
            quarterly=table(holdings.rows("quarterly", ids), "quarter_ending"),
            monthly=table(holdings.rows("monthly", ids), "month_ending"),
            people=table(holdings.rows("people", ids), None),
        ),
        entry=entry,
    )


def sources_shipped() -> list[dict[str, Any]]:
    """Return the entries of the publications that ship already."""
    sources: list[dict[str, Any]]
    sources = json.loads((OFFICIAL / "datapackage.json").read_text("utf-8"))["sources"]
    return sources


def days_shipped() -> dict[str, date]:
    """Return the days of the files that ship already, by their checksums."""
    return {
        file["sha256"]: date.fromisoformat(source["published"])
        for source in sources_shipped()
        for file in source.get("files", [source])
    }


def days_given(options: Sequence[str], files: Sequence[Path]) -> dict[str, date]:
    """Return the days that the command line gives to files, by their checksums."""
    given = {}
    for option in options:
        name, _, day = option.rpartition("=")
        paths = [path for path in files if path.name == name]
        if not paths:
            raise ValueError(
                f"--published {option}: expected the name of one of the files, = and a day"
            )
        given[sha256_of(paths[0])] = date.fromisoformat(day)
    return given


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tables_of(
    releases: Sequence[Release], statistics: Sequence[Release]
) -> dict[str, pd.DataFrame]:
    """Return the tables that ship."""
    columns = ["arrivals", "boats", "uncontrolled_landings", "status"]
    series = [release.publication for release in releases]
    daily = [(one, days[columns]) for one in series if (days := daily_of(one)) is not None]
    weekly = [(one, one.weekly) for one in series if one.weekly is not None]
    return {
        "daily": daily[0][1].reset_index(),
        "weekly": weekly[0][1].reset_index(),
        "earlier_daily": differing(daily),
        "earlier_weekly": differing(weekly),
        **{
            name: pd.concat(
                [
                    pd.DataFrame(columns=columns),
                    *(
                        table.reset_index(drop=name == "people").assign(
                            published=f"{release.publication.published}"
                        )
                        for release in statistics
                        if (table := getattr(release.publication, name)) is not None
                    ),
                ]
            )[columns]
            for name, columns in FINAL.items()
        },
    }


def differing(tables: Sequence[tuple[Publication, pd.DataFrame]]) -> pd.DataFrame:
    """Return the rows of earlier releases that are not those of the newest."""
    newest = tables[0][1]
    rows = []
    for publication, table in tables:
        now = newest.reindex(table.index)
        same = (table == now).fillna(value=False) | (table.isna() & now.isna())
        earlier = table[~same.all(axis=1)].reset_index()
        earlier.insert(0, "published", f"{publication.published}")
        rows.append(earlier)
    return pd.concat(rows)


def resource(name: str, table: pd.DataFrame, sources: Sequence[Release]) -> dict[str, Any]:
    """Describe a table."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [
            {"title": title, "path": url}
            for title, url in dict.fromkeys(
                (release.publication.title, release.publication.url) for release in sources
            )
        ],
        "schema": {
            "fields": [
                {"name": field, "type": FIELDS[field][0], "description": FIELDS[field][1]}
                for field in table.columns
            ],
            "primaryKey": list(KEYS[name]) if len(KEYS[name]) > 1 else KEYS[name][0],
            "missingValues": [""],
        },
    }


if __name__ == "__main__":
    main()
