"""Make the embedded tables again from the official publications.

    python data/official/build.py TIME_SERIES.ods QUARTERLY.csv --quarterly-published 2024-02-29

The publications are read by the package's own readers; `datapackage.json` records what they were.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pandas as pd
from crossings.data import Publication, read_publication

HERE = Path(__file__).parent
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
COUNT = "integer"
ESTIMATE = "an operational estimate of the French authorities; empty where not recorded"
FIELDS = {
    "date": ("date", "Day"),
    "week_ending": ("date", "Sunday on which the week ends"),
    "quarter_ending": ("date", "Last day of the quarter"),
    "year": (COUNT, "Calendar year"),
    "quarter": (COUNT, "Calendar quarter, 1 to 4"),
    "arrivals": (COUNT, "People who arrived"),
    "boats": (COUNT, "Boats that arrived"),
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


def main() -> None:
    """Read the publications, write three tables and their description."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("time_series", type=Path)
    parser.add_argument("quarterly", type=Path)
    parser.add_argument("--quarterly-published", required=True, help="the dataset carries no date")
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()

    series, quarterly = map(read_publication, (options.time_series, options.quarterly))
    if series.daily is None or series.weekly is None or quarterly.quarterly is None:
        parser.error("expected the time series, then the quarterly dataset")
    daily = series.daily.assign(uncontrolled_landings=series.uncontrolled_landings)
    tables = {
        "daily": (daily[["arrivals", "boats", "uncontrolled_landings", "status"]], series),
        "weekly": (series.weekly, series),
        "quarterly": (quarterly.quarterly, quarterly),
    }
    for name, (table, _) in tables.items():
        table.to_csv(options.out / f"{name}.csv", date_format="%Y-%m-%d", lineterminator="\n")
    sources = [series.provenance(), quarterly.provenance()]
    sources[1]["published"] = options.quarterly_published
    package = {
        "name": "crossings-official-figures",
        "title": "People arriving in the UK by small boat: official figures",
        "description": (
            "Daily and weekly provisional operational figures of the Home Office, subject to "
            "change, and final quarterly statistics. Contains public sector information licensed "
            "under the Open Government Licence v3.0. Crown copyright."
        ),
        "licenses": [LICENCE],
        "sources": [{**source, "path": source["url"]} for source in sources],
        "created_by": "data/official/build.py",
        "resources": [_resource(name, *table) for name, table in tables.items()],
    }
    text = json.dumps(package, indent=2, ensure_ascii=False)
    (options.out / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _resource(name: str, table: pd.DataFrame, source: Publication) -> dict[str, Any]:
    fields = [str(table.index.name), *table.columns]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [{"title": source.title, "path": source.url}],
        "schema": {
            "fields": [
                {"name": field, "type": FIELDS[field][0], "description": FIELDS[field][1]}
                for field in fields
            ],
            "primaryKey": fields[0],
            "missingValues": [""],
        },
    }


if __name__ == "__main__":
    main()
