"""What the store keeps of publications with slips, of copies saved again, and of days put right."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from crossings.data import figures, sources
from crossings.data.errors import InconsistentDataError
from crossings.data.publications.formats import read_bytes
from crossings.data.store.store import Store
from crossings.data.vintages.disagreements import changes
from crossings.data.vintages.reconcile import figures_of

from ..publications import LAST_7, html_table, make_version_2
from .test_store import NOW, everything

MADE = date(2025, 1, 17)


@pytest.fixture
def release(make_ods, small_sheets):
    """Build the time series with a change: as released, or saved again on another day."""

    def build(saved=MADE, *, made=MADE, people=None, boats=None, name="series.ods"):
        sheets = small_sheets()
        for row, value in (people or {}).items():
            sheets["SB_01"][row][1] = value
            week = (row - 1) // 7
            if week < 3:
                days = sheets["SB_01"][1 + 7 * week : 8 + 7 * week]
                sheets["SB_02"][1 + week][1] = sum(day[1] for day in days)
        return read_bytes(make_ods(sheets, saved, made=made), name=name)

    return build


class TestSavedAgain:
    def test_is_a_copy_of_the_release(self, store, release):
        assert store.ingest(release(), retrieved=NOW) == "new"
        assert store.ingest(release(date(2025, 12, 28)), retrieved=NOW) == "copy"
        (stored,) = store.publications()
        assert (stored.published, stored.known, stored.remarks) == (MADE, MADE, ())

    def test_that_came_first_gives_way_to_the_release(self, store, release):
        store.ingest(release(date(2025, 12, 28)), retrieved=NOW)
        (stored,) = store.publications()
        assert len(stored.remarks) == 1
        assert store.ingest(release(), retrieved=NOW) == "copy"
        (stored,) = store.publications()
        assert stored.remarks == ()
        assert stored.published_at == "2025-01-17T17:23:08+00:00"

    def test_never_outranks_a_later_release_or_its_own(self, store, release):
        """Somebody changed a figure in the copy, and saved it after the next release came out."""
        changed = release(date(2025, 12, 28), people={23: 999})
        later = release(date(2025, 1, 24), made=date(2025, 1, 24), people={22: 5})
        for publication in (later, release(), changed):
            store.ingest(publication, retrieved=NOW)
        daily = figures_of(store).daily
        assert daily.loc["2025-01-13", "arrivals"] == 5
        assert daily.loc["2025-01-14", "arrivals"] == release().daily["arrivals"].iloc[-1]
        early = figures_of(store, date(2025, 1, 20)).daily
        assert early["arrivals"].tolist() == release().daily["arrivals"].tolist()


def test_in_any_order_gives_the_same(new_database, database, release, make_page):
    """Releases, a page with a slip and a copy saved again: table, vintages and revisions."""
    engine = "postgresql" if "://" in database else "sqlite"
    rows = [
        LAST_7[0],
        ["14 January 2025", "99", "2", "0", ""],
        ["16 January 2025", "7", "1", "0", ""],
    ]
    page = read_bytes(
        make_page(html_table(*rows), published="2025-01-17T10:00:00+00:00"), name="page.html"
    )
    publications = [
        release(),
        release(date(2025, 12, 28)),
        release(date(2025, 1, 24), made=date(2025, 1, 24), people={3: 5}),
        page,
    ]
    # The engine does not decide about orders: PostgreSQL, the slower, gets fewer.
    step = 5 if engine == "sqlite" else 12
    outcomes = []
    for order in [*itertools.permutations(publications)][::step]:
        store = Store(new_database(engine))
        for publication in order:
            store.ingest(publication, retrieved=NOW)
        days = [None, date(2025, 1, 17), date(2025, 1, 20), date(2025, 1, 24)]
        tables = [figures_of(store, day).daily for day in days]
        outcomes.append(
            (everything(store), [table.to_csv() for table in tables], changes(store).to_csv())
        )
        store.close()
    assert all(one == outcomes[0] for one in outcomes)
    assert len(outcomes[0][0]["publications"]) == 3


def url_of(store) -> str:
    return store._engine.url.render_as_string(hide_password=False).replace("+psycopg", "")


class TestMissingDays:
    def test_are_taken_from_another_page(self, store, make_page):
        header, first, second, third = LAST_7
        whole = make_page(html_table(header, first, second), published="2025-03-08T09:00:00+00:00")
        holed = make_page(html_table(header, first, third))
        for content in (whole, holed):
            store.ingest(read_bytes(content, name="page.html"), retrieved=NOW)
        daily = figures_of(store).daily
        assert daily["arrivals"].tolist() == [1295, 0, 1065]
        assert figures_of(store).gap is None

    def test_are_a_gap_where_there_is_no_other(self, store, make_page):
        header, first, _, third = LAST_7
        store.ingest(
            read_bytes(make_page(html_table(header, first, third)), name="page.html"), retrieved=NOW
        )
        daily = figures_of(store).daily
        assert daily["arrivals"].tolist() == [1295]
        assert figures_of(store).gap == date(2025, 3, 7)
        (stored,) = store.publications()
        assert stored.missing == (date(2025, 3, 7),)


class TestRemarks:
    def test_are_kept_and_listed(self, store, make_page):
        rows = [LAST_7[0], *LAST_7[1:3], ["8 March 2024", *LAST_7[3][1:]]]
        page = read_bytes(make_page(html_table(*rows)), name="page.html")
        store.ingest(page, retrieved=NOW)
        (stored,) = store.publications()
        assert stored.remarks == page.remarks
        listed = sources(database=url_of(store) if "post" in str(store._engine.url) else store.name)
        row = listed[listed["kind"] == "last-7-days"].iloc[0]
        assert row["remarks"] == list(page.remarks)


class TestPuttingTheDayRight:
    def test_of_what_is_held(self, store, release):
        store.ingest(release(), retrieved=NOW)
        right = date(2025, 1, 18)
        assert store.ingest(release(), retrieved=NOW, published=right) == "dated"
        (stored,) = store.publications()
        assert (stored.published, stored.known, stored.published_at) == (right, right, None)
        assert "17 January 2025 by itself" in stored.remarks[0].found
        assert store.ingest(release(), retrieved=NOW, published=right) == "held"

    def test_of_what_names_none(self, store):
        tidy = read_bytes(b"date,arrivals\n2025-03-08,7\n", name="mine.csv")
        store.ingest(tidy, retrieved=NOW)
        assert store.publications()[0].known == NOW.date()
        assert store.ingest(tidy, retrieved=NOW, published=date(2025, 3, 9)) == "dated"
        assert store.publications()[0].known == date(2025, 3, 9)

    def test_cannot_be_before_the_last_figure(self, store, release):
        store.ingest(release(), retrieved=NOW)
        with pytest.raises(InconsistentDataError, match="with figures for 14 January 2025"):
            store.ingest(release(), retrieved=NOW, published=date(2025, 1, 10))
        (stored,) = store.publications()
        assert stored.published == MADE

    def test_cannot_make_it_another_that_is_held(self, store, release):
        again = release(made=date(2025, 1, 18), saved=date(2025, 1, 18))
        store.ingest(release(), retrieved=NOW)
        store.ingest(again, retrieved=NOW)
        with pytest.raises(InconsistentDataError, match="no other copy"):
            store.ingest(again, retrieved=NOW, published=MADE)


def test_a_store_of_version_2_is_carried_over(database, release, make_page):
    """It had no room for remarks, missing days, final boats and months, and who arrived."""
    store = Store(database)
    store.ingest(release(), retrieved=NOW)
    before = everything(store)
    with store._engine.begin() as connection:
        make_version_2(connection)
    store.close()
    store = Store(database)
    assert everything(store) == before
    assert store.ingest(release(), retrieved=NOW) == "held"
    page = make_page(html_table(LAST_7[0], LAST_7[1], LAST_7[3]))
    store.ingest(read_bytes(page, name="page.html"), retrieved=NOW)
    assert {len(stored.remarks) for stored in store.publications()} == {0, 1}
    store.close()


def test_what_an_older_version_did_not_read_is_added(store, release):
    """The same file, read by a version that takes more of it."""
    publication = release()
    store.ingest(publication, retrieved=NOW)
    people = pd.DataFrame(
        [("2024", "Iran", "all", "all", 7)],
        columns=["period", "nationality", "sex", "age", "arrivals"],
    )
    object.__setattr__(publication, "people", people)
    assert store.ingest(publication, retrieved=datetime(2026, 1, 6, tzinfo=UTC)) == "held"
    ids = [stored.id for stored in store.publications()]
    assert store.rows("people", ids)["arrivals"].tolist() == [7]


def test_load_names_what_is_left_out(make_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(make_page(html_table(LAST_7[0], LAST_7[1], LAST_7[3])))
    assert figures(path).gap == date(2025, 3, 7)
