"""The store, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from crossings.data import figures as figures_of_store
from crossings.data import load, revisions, sources
from crossings.data.errors import (
    InconsistentDataError,
    SourceNotFoundError,
    StoreError,
)
from crossings.data.govuk import Validators
from crossings.data.publications.formats import read_bytes
from crossings.data.store.store import Store

from ..publications import LAST_7, html_table

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TIDY = b"date,arrivals,boats\n2025-03-08,7,1\n2025-03-09,3,1\n"


def everything(store) -> dict[str, list]:
    """Return all that is in the store, in an order that does not depend on when it came in."""
    stored = {one.id: one for one in store.publications()}
    content = {
        name: sorted(
            (stored[row["id"]].sha256, *[str(value) for value in row.drop("id")])
            for _, row in store.rows(name, list(stored)).iterrows()
        )
        for name in ("daily", "weekly", "quarterly")
    }
    content["publications"] = sorted(
        str({**vars(one), "id": None, "retrieved": None}) for one in stored.values()
    )
    return content


class TestIngest:
    def test_keeps_figures_as_published(self, store, series, page):
        assert store.ingest(series, retrieved=NOW) == "new"
        assert store.ingest(page, retrieved=NOW) == "new"
        stored = {one.kind: one for one in store.publications()}
        daily = store.rows("daily", [stored["time-series"].id]).set_index("date")
        pd.testing.assert_frame_equal(
            daily[["arrivals", "status"]],
            series.daily[["arrivals", "status"]],
            check_freq=False,
            check_dtype=False,
        )
        assert daily["boats"].tolist() == series.daily["boats"].tolist()
        landed = daily["uncontrolled_landings"]
        assert landed.tolist() == series.uncontrolled_landings.tolist()
        assert landed.isna().any()
        weekly = store.rows("weekly", [stored["time-series"].id])
        assert weekly["prevented"].tolist() == series.weekly["prevented"].tolist()
        assert store.rows("daily", [stored["last-7-days"].id])["status"].tolist()[-1] == "revised"

    def test_keeps_where_they_are_from(self, store, page):
        store.ingest(page, retrieved=NOW)
        (stored,) = store.publications()
        assert (stored.kind, stored.title, stored.url) == (page.kind, page.title, page.url)
        assert (stored.published, stored.known) == (date(2025, 3, 9), date(2025, 3, 9))
        assert (stored.first, stored.through) == (date(2025, 3, 6), date(2025, 3, 8))
        assert stored.retrieved == "2026-01-05T09:30:00+00:00"
        assert stored.sha256 == page.sha256

    def test_twice_changes_nothing(self, store, series):
        store.ingest(series, retrieved=NOW)
        before = everything(store)
        assert store.ingest(series, retrieved=datetime(2026, 2, 1, tzinfo=UTC)) == "held"
        assert everything(store) == before
        assert store.publications()[0].retrieved == "2026-01-05T09:30:00+00:00"

    def test_another_copy_of_a_page_is_the_same_publication(self, store, last_7_page, page):
        store.ingest(page, retrieved=NOW)
        copy = read_bytes(last_7_page.replace(b"Menu", b"nonce"), name="page.html")
        assert copy.sha256 != page.sha256
        assert store.ingest(copy, retrieved=datetime(2026, 1, 4, tzinfo=UTC)) == "copy"
        assert store.ingest(copy, retrieved=NOW) == "held"
        (stored,) = store.publications()
        assert stored.sha256 == copy.sha256  # the copy that was retrieved first
        assert len(store.rows("daily", [stored.id])) == 3

    def test_one_changed_figure_is_another_publication(self, store, last_7_page, page):
        store.ingest(page, retrieved=NOW)
        other = read_bytes(last_7_page.replace(b"1,295", b"1,294"), name="page.html")
        assert store.ingest(other, retrieved=NOW) == "new"
        assert len(store.publications()) == 2

    def test_a_file_that_names_no_day_is_known_from_its_retrieval(self, store):
        tidy = read_bytes(TIDY, name="mine.csv")
        store.ingest(tidy, retrieved=NOW)
        assert store.publications()[0].known == date(2026, 1, 5)

    def test_or_from_the_day_that_is_given(self, store):
        tidy = read_bytes(TIDY, name="mine.csv")
        store.ingest(tidy, retrieved=NOW, published=date(2025, 4, 1))
        (stored,) = store.publications()
        assert (stored.published, stored.known) == (date(2025, 4, 1), date(2025, 4, 1))

    def test_a_silent_change_is_known_from_the_day_after_its_last_figure(self, store, make_page):
        late = make_page(html_table(*LAST_7), published="2025-03-08T10:00:00+00:00")
        store.ingest(read_bytes(late, name="page.html"), retrieved=NOW)
        (stored,) = store.publications()
        assert (stored.published, stored.known) == (date(2025, 3, 8), date(2025, 3, 9))

    def test_in_any_order_gives_the_same(self, new_database, database, series, page):
        engine = "postgresql" if "://" in database else "sqlite"
        tidy = read_bytes(TIDY, name="mine.csv")
        orders = [*itertools.permutations([series, page, tidy])]
        contents = []
        for order in orders if engine == "sqlite" else orders[::5]:
            store = Store(new_database(engine))
            for publication in order:
                store.ingest(publication, retrieved=NOW)
            contents.append(everything(store))
            store.close()
        assert all(one == contents[0] for one in contents)

    def test_leaves_the_store_as_it_was_when_it_fails_half_way(self, store, series, page):
        store.ingest(page, retrieved=NOW)
        before = everything(store)
        broken = read_bytes(b"date,arrivals\n2025-03-08,7\n", name="mine.csv")
        broken.daily.loc[:, "status"] = None  # refused by the database, after the first rows
        series.weekly.loc[:, "status"] = None
        for publication in (series, broken):
            with pytest.raises(StoreError, match=r"does not answer .*status"):
                store.ingest(publication, retrieved=NOW)
            assert everything(store) == before

    def test_validators_of_downloads(self, store):
        url = "https://www.gov.uk/a"
        assert store.download(url) == Validators()
        store.record_download(url, Validators('"1"', None), checked=NOW)
        store.record_download(url, Validators('"2"', "yesterday"), checked=NOW)
        assert store.download(url) == Validators('"2"', "yesterday")

    @pytest.mark.parametrize("day", ["2026-01-07", "2150-01-01"])
    def test_days_to_come_are_refused(self, store, day):
        tidy = read_bytes(f"date,arrivals\n{day},5\n".encode(), name="mine.csv")
        with pytest.raises(InconsistentDataError, match="none after 5 January 2026"):
            store.ingest(tidy, retrieved=NOW)
        past = read_bytes(TIDY, name="mine.csv")
        with pytest.raises(InconsistentDataError, match="a publication of"):
            store.ingest(past, retrieved=NOW, published=date.fromisoformat(day))
        assert store.publications() == []

    def test_the_last_of_several_corrections_stands(self, store):
        for hour, people in enumerate([11, 14, 12, 13]):
            tidy = read_bytes(f"date,arrivals\n2026-08-21,{people}\n".encode(), name="mine.csv")
            store.ingest(tidy, retrieved=datetime(2026, 8, 24, hour, tzinfo=UTC))
            assert load(database=store.name).iloc[-1]["arrivals"] == people


class TestWhatLoadGives:
    def test_the_store_where_it_has_all_days_since_2018(self, database, make_ods, small_sheets):
        days = pd.date_range("2018-01-01", "2018-02-11")
        rows = [[day.date(), 7, 1, "-", None] for day in days]
        weeks = [[day.date(), 49, 7, "-", "-", "-", None] for day in days[6::7]]
        sheets = small_sheets()
        sheets["SB_01"][1:] = rows
        sheets["SB_02"][1:] = weeks
        store = Store(database)
        store.ingest(read_bytes(make_ods(sheets, date(2018, 2, 16)), name="x.ods"), retrieved=NOW)
        daily = load(database=database)
        assert daily["arrivals"].tolist() == [7] * 42
        series, *finals = daily.attrs["provenance"]
        assert series["retrieved"] == "2026-01-05T09:30:00+00:00"
        # The final statistics that ship with the package stay, as the store holds none.
        assert {(final["kind"], final["retrieved"]) for final in finals} == {("quarterly", None)}
        assert figures_of_store(database=database).final_totals[2022] == 45774
        store.close()

    def test_a_newer_release_does_not_hide_what_was_said_before(
        self, new_database, figures, make_ods, small_sheets
    ):
        database = new_database("sqlite")
        later = pd.date_range("2026-08-21", "2026-09-03")
        sheets = small_sheets()
        rows = [
            [day.date(), int(row.arrivals), int(row.boats), "-", None]
            for day, row in figures.iterrows()
        ]
        day = date(2025, 12, 20)
        changed = int(figures.at[pd.Timestamp(day), "arrivals"]) + 111
        rows = [[*row[:1], changed, *row[2:]] if row[0] == day else row for row in rows]
        sheets["SB_01"][1:] = [*rows, *([day.date(), 5, 1, "-", None] for day in later)]
        sheets["SB_02"][1:] = [[date(2026, 8, 30), 35, 7, "-", "-", "-", None]]
        release = read_bytes(make_ods(sheets, date(2026, 9, 4)), name="x.ods")
        store = Store(database)
        store.ingest(release, retrieved=datetime(2026, 9, 4, 12, tzinfo=UTC))
        store.close()
        earlier = load(as_of="2026-08-24", database=database)
        pd.testing.assert_series_equal(earlier["arrivals"], figures["arrivals"])
        newest = load(database=database)
        assert newest.loc[str(day), ["arrivals", "status"]].tolist() == [changed, "revised"]
        assert newest.index[-1] == later[-1]
        listed = revisions(database=database, since="2026-09-04")
        assert listed.loc[listed["by"] == "day", ["old", "new"]].to_numpy().tolist() == [
            [changed - 111, changed]
        ]
        assert figures_of_store(database=database).vintages.first_known(day) == date(2025, 12, 31)

    def test_with_the_embedded_figures_where_it_has_not(self, database, figures, page):
        store = Store(database)
        store.ingest(page, retrieved=NOW)
        daily = load(database=database)
        assert len(daily) == len(figures)
        pd.testing.assert_series_equal(daily["arrivals"], figures["arrivals"])
        assert set(sources(database=database)["kind"]) == {
            "last-7-days",
            "time-series",
            "quarterly",
        }
        # The made page differs from the later figures of the Home Office: a silent revision.
        assert daily.at[pd.Timestamp("2025-03-06"), "status"] == "revised"
        listed = revisions(database=database)
        listed = listed[(listed["old_kind"] == "last-7-days") & (listed["measure"] == "arrivals")]
        assert listed["how"].tolist() == ["silent"] * 3
        assert listed["old"].tolist() == [1295, 0, 1065]
        store.close()

    def test_an_empty_store_changes_nothing(self, database, figures):
        Store(database).close()
        pd.testing.assert_frame_equal(load(database=database), figures)

    def test_a_store_that_only_keeps_forecasts_costs_nothing(self, new_database):
        database = new_database("sqlite")
        Store(database).close()
        code = (
            f"import sys; from crossings import load; print(len(load(database={database!r})));"
            "print('sqlalchemy' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["3154", "False"]

    def test_a_store_that_is_not_there(self, tmp_path):
        with pytest.raises(SourceNotFoundError, match="no such store"):
            load(database=str(tmp_path / "none.sqlite"))
