"""Bad arguments, environments and configurations: each with the words of its refusal.

In every text, ``{folder}`` stands for a folder with the files that `make_files` puts there, and
``{store}`` for a good store.
"""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ARGUMENTS", "CONFIGURATIONS", "ENVIRONMENTS", "Refusal", "make_files"]

TIDY = "date,arrivals\n2025-05-13,12\n2025-05-14,7\n"
LONG = "x" * 300
HERE = "postgresql://127.0.0.1:1"


@dataclass(frozen=True)
class Refusal:
    """A command that is to be refused.

    `code` is 1 only where the world is to blame.
    """

    command: str
    words: str
    code: int = 2
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def arguments(self) -> list[str]:
        """The command in its parts, of which ``''`` is empty and ``' '`` is a blank."""
        return shlex.split(self.command)


def make_files(folder: Path, store: Path) -> None:
    """Put what the cases name into a folder."""
    (folder / "good.csv").write_text(TIDY)
    (folder / "museum.csv").write_text("date,visitors\n2025-01-01,12\n2025-01-02,7\n")
    (folder / "text.sqlite").write_text("no database\n" * 100)
    (folder / "cut.sqlite").write_bytes(store.read_bytes()[:5000])
    (folder / "empty").mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "dangling").symlink_to(folder / "nowhere")
    (folder / "new.sqlite").write_bytes(store.read_bytes())
    with closing(sqlite3.connect(folder / "new.sqlite")) as connection, connection:
        connection.execute("UPDATE store_version SET version = 99")
    with closing(sqlite3.connect(folder / "other.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE places (name TEXT)")


CASES = [
    # Commands and options that there are not.
    ("forcast", "Did you mean 'forecast'?"),
    ("Forecast", "No such command"),
    ("forecast now", "unexpected extra argument"),
    ("forecast --modell pace", "--model"),
    ("forecast --as-of", "requires an argument"),
    ("--verbosely show", "No such option"),
    ("-q -v show", "opposite things"),
    ("ingest", "Missing argument"),
    ("sources --as-of 2025-05-14", "No such option"),
    # Days.
    ("forecast --as-of ''", "'' is not a date"),
    ("compare --as-of soon", "'soon' is not a date"),
    ("facts --as-of 14/05/2025", "'14/05/2025' is not a date"),
    ("report --as-of 2025-02-30", "'2025-02-30' is not a date"),
    ("show --as-of 2025", "'2025' is not a date"),
    ("history --as-of 2025-05-32", "is not a date"),
    ("backtest --as-of May", "'May' is not a date"),
    ("forecast --as-of 2017-12-31", "figures for 31 December 2017"),
    ("compare --as-of 2016-02-29", "the figures run from 1 January 2018 to "),
    ("show --as-of 0001-01-01", "1 January 1"),
    ("show --by sex --year 2030", "a year from 2018 to 2023"),
    ("show --by age --as-of 2020-01-01", "no final figures by age"),
    ("show --by sex --data {folder}/good.csv", "no final figures by sex"),
    ("report --since soon", "'soon' is not a date"),
    ("report --no-track --since 9999-12-31", "31 December 9999"),
    ("report --no-track --since 0001-01-01", "1 January 1"),
    ("revisions --since 2025-13-01", "is not a date"),
    ("backtest --from soon", "'soon' is not a date"),
    ("backtest --to soon", "'soon' is not a date"),
    ("backtest --from 2024-05-01 --to 2024-01-01", "at least one origin"),
    ("backtest --from 0001-01-01 --to 0001-01-02", "no total of 1,"),
    ("backtest --from 2026-01-01 --to 2026-01-01", "no total of 2026"),
    ("ingest {folder}/good.csv --database {store} --published soon", "'soon' is not a date"),
    # Numbers.
    ("forecast --paths 0", "from 1 to 100,000"),
    ("facts --paths -5", "from 1 to 100,000"),
    ("report --paths 1000000000", "from 1 to 100,000"),
    ("backtest --paths 0", "from 1 to 100,000"),
    ("forecast --paths 1.5", "valid int"),
    ("forecast --paths ''", "valid int"),
    ("forecast --seed -1", "seed: -1"),
    ("facts --seed 9223372036854775808", "from 0 to"),
    ("forecast --seed x", "valid int"),
    ("forecast --year 1999", "1 January 1999"),
    ("forecast --year 2100", "2027 at the latest"),
    ("forecast --year 0", "from 1 to 9,998"),
    ("forecast --year 10000", "from 1 to 9,998"),
    ("forecast --year MMXXV", "valid int"),
    ("show --year 2030", "no day that ends in 2030"),
    ("show --year -1", "no day that ends in -1"),
    ("forecast --threshold -4", "0 or more"),
    ("forecast --threshold many", "a whole number of people"),
    ("forecast --above 1.5", "a whole number of people"),
    ("forecast --between 5", "two numbers"),
    ("forecast --between 6 5", "the lower number first"),
    ("forecast --bins none", "1 or more"),
    ("forecast --bins 1", "1,000 bins at most"),
    ("forecast --period yesterday", "expected next-week"),
    ("forecast --period 2026-13", "expected next-week"),
    ("forecast --period 2026-10-02..2026-10-01", "ends before it starts"),
    ("forecast --period 2017-12", "the first figure"),
    ("forecast --period 2028-01", "31 December 2027"),
    ("forecast --period next-week --year 2026", "--period with --year"),
    ("forecast --like --format hub", "--format hub with --like"),
    ("show --by year-ending --year 2017", "no twelve months that end in 2017"),
    ("backtest --every 0", "at least one origin"),
    ("backtest --every -7", "at least one origin"),
    ("backtest --every daily", "valid int"),
    ("backtest --jobs -2", "from -1 to 1,024"),
    ("backtest --jobs 5000", "from -1 to 1,024"),
    # Names.
    ("forecast --model profet", "Did you mean 'prophet'?"),
    ("facts --model ''", "no model ''"),
    ("report --model Default", "no model 'Default'"),
    ("backtest --models default,nothing", "no model 'nothing'"),
    ("backtest --models ,,", "a list of names"),
    ("forecast --format xml", "'xml' is not one of"),
    ("show --format JSON", "is not one of"),
    ("compare --format hub", "'hub' is not one of"),
    ("show --by decade", "'decade' is not one of"),
    ("report --formats pdf", "format 'pdf'"),
    ("report --formats 'html;md'", "format 'html;md'"),
    ("report --formats ''", "format (none)"),
    ("report --formats ,", "format (none)"),
    ("report --formats md --open", "html among --formats"),
    # Files.
    ("show --data nowhere.ods", "no such file"),
    ("forecast --data ''", "an empty file name"),
    ("compare --data {folder}", "a folder; expected one file"),
    ("facts --data {folder}/dangling", "no such file"),
    ("show --data 'two\nlines.csv'", "no such file"),
    ("ingest 'two\nlines.csv' --database {store}", "no such file"),
    ("show --data 'red\033[31m.csv'", "no such file"),
    ("show --data /dev/null", "an empty file"),
    ("show --data /dev/zero", "more than 20 MiB"),
    ("show --data {folder}/good.csv --count people", "people"),
    ("show --data {folder}/good.csv --count date", "date"),
    ("show --count arrivals", "of no file"),
    ("facts --count visitors", "of no file"),
    ("facts --data {folder}/museum.csv --count visitors", "--count: figures of visitors"),
    ("history --data {folder}/museum.csv --count visitors", "--count: figures of visitors"),
    ("report --no-track --data {folder}/museum.csv --count visitors", "--count: figures of"),
    ("show --data {folder}/good.csv --database {store}", "one of them"),
    ("forecast --data {folder}/good.csv --save", "--save with --data"),
    ("backtest --data {folder}/good.csv --save", "--save with --data"),
    ("ingest nowhere.ods --database {store}", "no such file"),
    ("ingest {folder}/loop --database {store}", "no such file"),
    ("ingest {folder}/empty --database {store}", "an empty folder"),
    # Databases.
    ("show --database ''", "a database in memory"),
    ("sources --database ' '", "a database in memory"),
    ("revisions --database :memory:", "a database in memory"),
    ("history --database sqlite://", "a database in memory"),
    ("compare --database {folder}", "a folder; expected a file"),
    ("facts --database {folder}/none.sqlite", "no such store"),
    ("report --database {folder}/other.sqlite", "another program"),
    ("ingest {folder}/good.csv --database {folder}/other.sqlite", "another program"),
    ("forecast --save --database {folder}/text.sqlite", "a file that is not a database"),
    ("sources --database {folder}/new.sqlite", "a store of version 99"),
    ("ingest {folder}/good.csv --database {folder}/new.sqlite", "a newer version of crossings"),
    ("show --database oracle://there/here", "no driver for oracle"),
    ("show --database http://there/here", "no driver for http"),
    ("show --database ://", "cannot be read"),
    ("show --database postgresql://here:there/x", "cannot be read"),
    # Sites.
    ("update --site nonsense --database {store}", "expected the address of a site"),
    ("update --site '' --database {store}", "expected the address of a site"),
    ("update --site ftp://x --database {store}", "expected the address of a site"),
    ("update --site https:///x --database {store}", "expected the address of a site"),
]
ARGUMENTS = [
    *(Refusal(*case) for case in CASES),
    # The world is to blame: what is there cannot be read, written or reached.
    Refusal("show --data {folder}/good.csv/x", "Not a directory", 1),
    Refusal("show --data {folder}/loop", "cannot be read", 1),
    Refusal("show --data /proc/self/mem", "cannot be read", 1),
    Refusal(f"show --data {LONG}", "File name too long", 1),
    Refusal("report --out {folder}/good.csv", "is not a folder", 1),
    Refusal("report --out {folder}/good.csv/below", "is not a folder", 1),
    Refusal(
        "report --no-track --paths 9 --formats json --out /proc/nowhere", "cannot be written", 1
    ),
    Refusal("sources --database {folder}/cut.sqlite", "malformed", 1),
    Refusal("ingest {folder}/good.csv --database {folder}/good.csv/x", "cannot be made", 1),
    Refusal(f"show --database {HERE}/none", "does not answer", 1),
    Refusal("backtest --dask nonsense://x", "no Dask scheduler answers", 1),
    # What is wrong with the package, with the reason.
    Refusal("show --database ~nosuch/x", "x"),
    Refusal("update --database {store} --site http://[::1", "expected the address of a site"),
    Refusal("update --database {store} --site http://x:99999", "expected the address of a site"),
    Refusal("ingest '' --database {store}", "empty"),
    Refusal(
        "report --no-track --paths 9 --formats json --out ''",
        "empty",
    ),
    Refusal(f"ingest {LONG} --database {{store}}", LONG[:50], 1),
    Refusal(f"show --database {LONG}", LONG[:50]),
    Refusal(f"report --out {LONG}", LONG[:50], 1),
    Refusal("backtest --dask ''", "an empty address"),
    Refusal(f"update --database {HERE}/x?foo=bar", "cannot be used"),
]
ENVIRONMENTS = [
    Refusal("show", "a database in memory", environment={"CROSSINGS_DATABASE_URL": " "}),
    Refusal("show", "a database in memory", environment={"CROSSINGS_DATABASE_URL": "sqlite://"}),
    Refusal("sources", "a folder", environment={"CROSSINGS_DATABASE_URL": "{folder}"}),
    Refusal("show", "no driver", environment={"CROSSINGS_DATABASE_URL": "nonsense://x"}),
    Refusal(
        "history", "not a database", environment={"CROSSINGS_DATABASE_URL": "{folder}/text.sqlite"}
    ),
    Refusal(
        "facts",
        "another program",
        environment={"CROSSINGS_DATABASE_URL": "{folder}/other.sqlite"},
    ),
    Refusal(
        "forecast", "version 99", environment={"CROSSINGS_DATABASE_URL": "{folder}/new.sqlite"}
    ),
    Refusal(
        "show", "that CROSSINGS_CONFIG names", environment={"CROSSINGS_CONFIG": "{folder}/none"}
    ),
    Refusal("show", "cannot be read", environment={"CROSSINGS_CONFIG": "{folder}"}),
    Refusal("show", "cannot be read", environment={"CROSSINGS_CONFIG": "{folder}/loop"}),
    Refusal("show", "TOML", environment={"CROSSINGS_CONFIG": "{folder}/good.csv"}),
    Refusal("show", "TOML", environment={"CROSSINGS_CONFIG": "{store}"}),
    Refusal("show", "x", environment={"CROSSINGS_CONFIG": "~nosuch/x.toml"}),
]
CONFIGURATIONS: dict[str, tuple[str | bytes, str, str]] = {
    "an unknown key": ('modell = "pace"', "forecast", "Did you mean 'model'?"),
    "a key of nothing like": ("quux = 1", "show", "'quux'"),
    "a table": ("[forecast]\nseed = 1", "forecast", "'forecast'"),
    "a dotted key": ("forecast.seed = 1", "forecast", "'forecast'"),
    "a key twice": ("seed = 1\nseed = 2", "forecast", "cannot be read"),
    "no value": ("seed =", "forecast", "cannot be read"),
    "a word without quotes": ("model = pace", "forecast", "cannot be read"),
    "JSON": ('{"seed": 1}', "forecast", "cannot be read"),
    "YAML": ("seed: 1", "forecast", "cannot be read"),
    "Latin-1": ('out = "\u00fc"'.encode("latin-1"), "report", "cannot be read"),
    "UTF-16": ("seed = 1".encode("utf-16"), "forecast", "cannot be read"),
    "NULs": (b"\0" * 20, "forecast", "cannot be read"),
    "a number of 5,000 digits": (f"seed = {'9' * 5000}", "forecast", "cannot be read"),
    "a seed in quotes": ('seed = "1"', "forecast", "seed as a whole number"),
    "a fraction": ("paths = 1.5", "forecast", "paths as a whole number"),
    "not a number": ("paths = nan", "facts", "paths as a whole number"),
    "true": ("seed = true", "report", "seed as a whole number"),
    "a day": ("out = 2025-05-14", "report", "out as text"),
    "a list for a text": ('model = ["pace"]', "forecast", "model as text"),
    "a number for a path": ("data = 5", "show", "data as text"),
    "a threshold without a list": ("thresholds = 5", "forecast", "a list of whole"),
    "thresholds in quotes": ('thresholds = ["5"]', "forecast", "a list of whole"),
    "thresholds in lists": ("thresholds = [[5]]", "forecast", "a list of whole"),
    "a threshold below zero": ("thresholds = [-5]", "forecast", "0 or more"),
    "a model that is none": ('model = "profet"', "forecast", "'prophet'?"),
    "no paths": ("paths = 0", "forecast", "from 1 to 100,000"),
    "a seed below zero": ("seed = -1", "facts", "from 0 to"),
    "a file that is not there": ('data = "nowhere.csv"', "show", "no such file"),
    "a folder for a file": ('data = "."', "show", "a folder"),
    "an empty file name": ('data = ""', "show", "a folder"),
    "a column of no table": ('data = "good.csv"\ncount = "x"', "show", "a column x"),
    "a store that is not there": ('database = "none.sqlite"', "sources", "no such store"),
    "a store that is none": ('database = "text.sqlite"', "sources", "not a database"),
    "a database without a driver": ('database = "oracle://x"', "sources", "no driver"),
    "a name with a NUL": ('data = "a\\u0000b"', "show", "NUL"),
    "a home that is none": ('data = "~nosuch/x"', "show", "~nosuch"),
    "a store with a NUL": ('database = "a\\u0000b"', "history", "a"),
    "an end of all nesting": (f"seed = {'[' * 9999}", "show", "cannot be read"),
}
"""What each says, a command, words of its refusal, and what is wrong with the package if it is."""
