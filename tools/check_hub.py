"""Check that the hubverse's own reader takes a forecast and the target data.

    python tools/check_hub.py

Makes a hub in a temporary folder, with one submission and the target data, and reads both back by
the schema of the hub with `hubdata`, which must be installed beside the package. There is no
validator in Python yet. It is no test: `hubdata` brings in pyarrow, which changes how pandas keeps
text, and the tests run as most users do, without it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

import hubdata
import pandas as pd
from crossings.data import load
from crossings.forecast import forecast_year, hub_file_name, hub_target_data
from crossings.forecast.hub import HUB_LEVELS

TASKS = ["reference_date", "target", "horizon", "target_end_date", "location"]
AS_OF = date(2025, 5, 14)


def main() -> None:
    figures = load()
    hub = forecast_year(figures, as_of=AS_OF, n_paths=1_000).to_hub("saturday")
    target_data = hub_target_data(figures, as_of=AS_OF)
    with tempfile.TemporaryDirectory() as folder:
        make_hub(Path(folder), hub, target_data)
        read = hubdata.connect_hub(folder).get_dataset().to_table().to_pylist()
        kind = hubdata.create_target_data_schema.__globals__["TargetType"].TIME_SERIES
        observed = hubdata.connect_target_data(folder, kind).to_table().to_pylist()
    names = ["target", "horizon", "target_end_date", "output_type_id"]
    own = hub.assign(target_end_date=hub["target_end_date"].dt.date).to_dict("records")
    same("models", {row["model_id"] for row in read}, {"team-crossings"})
    same(
        "rows",
        [[row[name] for name in names] for row in read],
        [[row[n] for n in names] for row in own],
    )
    same("values", [float(row["value"]) for row in read], [float(row["value"]) for row in own])
    same("counts", [row["observation"] for row in observed], target_data["observation"].tolist())
    same("vintages", {row["as_of"] for row in observed}, {AS_OF})
    print(f"hubdata read {len(read):,} rows of a forecast and {len(observed):,} of target data")


def same(what: str, found: object, expected: object) -> None:
    if found != expected:
        sys.exit(f"{what}: read back {found}, written {expected}")


def make_hub(folder: Path, hub: pd.DataFrame, target_data: pd.DataFrame) -> None:
    """Make a hub with the tasks, one submission and the target data."""
    config, output = folder / "hub-config", folder / "model-output" / "team-crossings"
    for place in (config, output, folder / "target-data"):
        place.mkdir(parents=True)
    ids = {
        name: {"required": None, "optional": sorted({str(value)[:10] for value in hub[name]})}
        for name in TASKS
    }
    ids["horizon"]["optional"] = sorted({int(horizon) for horizon in hub["horizon"]})
    types = {
        "quantile": {
            "output_type_id": {"required": list(HUB_LEVELS)},
            "value": {"type": "double", "minimum": 0},
        },
        "pmf": {
            "output_type_id": {"required": ["yes", "no"]},
            "value": {"type": "double", "minimum": 0, "maximum": 1},
        },
    }
    tasks = {
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "reference_date",
                "model_tasks": [{"task_ids": ids, "output_type": types, "target_metadata": []}],
            }
        ]
    }
    contents = {
        "admin.json": {"file_format": ["csv"], "model_output_dir": "model-output"},
        "tasks.json": tasks,
        "target-data.json": {
            "observable_unit": ["target_end_date", "location", "target"],
            "date_col": "target_end_date",
            "versioned": True,
        },
    }
    for name, content in contents.items():
        (config / name).write_text(json.dumps(content))
    name = hub_file_name(hub["reference_date"].iloc[0].date(), "team", "crossings")
    hub.to_csv(output / name, index=False)
    target_data.to_csv(folder / "target-data" / "time-series.csv", index=False)


if __name__ == "__main__":
    main()
