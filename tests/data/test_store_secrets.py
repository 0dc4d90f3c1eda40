"""No password of a database is ever shown, however its address is written."""

from __future__ import annotations

import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from crossings.data import load
from crossings.data.errors import CrossingsError, OptionError, without_password
from crossings.data.store.store import Store
from hypothesis import given
from hypothesis import strategies as st

from ..cli.test_cli import run

HERE = "127.0.0.1:1"  # where nothing answers
FORMS = [
    "{scheme}://u:{pw}@{host}/db", "{scheme}:/u:{pw}@{host}/db", "{scheme}:u:{pw}@{host}/db",
    "{scheme}//u:{pw}@{host}/db", "{scheme};//u:{pw}@{host}/db", "{scheme}:///u:{pw}@{host}/db",
    "{scheme}:\\\\u:{pw}@{host}\\db", "{scheme}://:{pw}@{host}/db", "u:{pw}@{host}/db",
    "'{scheme}://u:{pw}@{host}/db'", " {scheme}://u:{pw}@{host}/db", "URL={scheme}://u:{pw}@{host}",
    "{scheme}://u:{pw}@{host}/db?sslmode=none", "{scheme}://{host}/db?user=u&password={pw}",
    "{scheme}://u@{host}/db?sslpassword={pw}", "{scheme}://{host}/db?sslmode=no&password={pw}",
    "host=127.0.0.1 port=1 user=u password={pw}", "dbname=db password = '{pw}'", "password={pw}",
    "{scheme}://u:{pw}@{host}:port/db", "{scheme}+driver://u:{pw}@{host}/db", "u/{pw}@{host}/db",
    "jdbc:{scheme}://{host}/db?password={pw}", "{scheme}://u:{pw}@{host}",
]  # fmt: skip
SCHEMES = ["postgresql", "postgres", "Postgresql", "postgresql+psycopg", "sqlite", "sqlite3",
           "mysql", "sqlite+pysqlcipher", "oracle", "postgre", "nonsense"]  # fmt: skip
PARTS = ("hush7", "quiet7")


@st.composite
def addresses(draw) -> str:
    """An address with a password of two parts, and what stands between them."""
    between = draw(st.text("@/#?:&%=+ \"'\\;,.é", max_size=3))
    password = draw(st.sampled_from([between, quote(between, safe="")])).join(PARTS)
    form, scheme = draw(st.sampled_from(FORMS)), draw(st.sampled_from(SCHEMES))
    return form.format(scheme=scheme, pw=password, host=HERE)


def hides(shown: str) -> bool:
    return not any(part in shown for part in PARTS)


@given(address=addresses())
def test_no_address_shows_its_password(address, tmp_path_factory):
    """Not in a message, a cause, the name of a file or a store, whatever the form."""
    folder = tmp_path_factory.mktemp("secrets")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with pytest.raises(CrossingsError) as caught:
            Store(address)
        shown = [str(caught.value), repr(caught.value), *map(str, caught.value.args)]
        shown += traceback.format_exception(caught.value)
        assert hides("".join(shown))
        done = run("-v", "sources", "--database", address)
        assert done.returncode in {1, 2}
        assert hides(done.stdout + done.stderr)
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:/user:hush7@host/db",
        "host=db password=hush7",
        "sqlite://u:hush7@h/x",
        "sqlite+pysqlcipher://:hush7@/x",
        "mysql://u:hush7@h/x",
        "user:hush7@host/db",
        "sqlite:///x.db?key=hush7",
        "psql -U u --password hush7",
        "host:h password:hush7",
        "{'host': 'h', 'password': 'hush7'}",
        "postgresql://u;hush7@127.0.0.1:1/db",
        "postgresql://u:hush7@127.0.0.1:99999/db",
    ],
)
@pytest.mark.parametrize("how", ["option", "environment", "configuration", "file", "argument"])
def test_wherever_it_is_given(address, how, tmp_path):
    """As an option, in the environment or the configuration, or where a file is asked for."""
    configuration = tmp_path / "crossings.toml"
    configuration.write_text(f'database = "{address}"\n')
    words, env = {
        "option": (["sources", "--database", address], {}),
        "environment": (["compare"], {"CROSSINGS_DATABASE_URL": address}),
        "configuration": (["ingest", "x"], {"CROSSINGS_CONFIG": str(configuration)}),
        "file": (["show", "--data", address], {}),
        "argument": (["compare", address], {}),
    }[how]
    done = run(*words, cwd=tmp_path, env=env)
    assert done.returncode == 2
    assert hides(done.stdout + done.stderr)
    assert [one.name for one in tmp_path.iterdir()] == ["crossings.toml"]


def test_a_configuration_of_another_type_is_not_repeated(tmp_path):
    configuration = tmp_path / "crossings.toml"
    configuration.write_text('database = ["postgresql://u:hush7@host/db"]\n')
    done = run("sources", env={"CROSSINGS_CONFIG": str(configuration)})
    assert (done.returncode, hides(done.stderr)) == (2, True)


def test_a_store_that_is_open_hides_it_too(new_database):
    """In its name and in what stands for it in a traceback or a notebook."""
    server = new_database("postgresql").replace("tester@", "tester:hush7%40quiet7@")
    store = Store(f"{server}?sslpassword=hush7")
    assert hides(f"{store!r} {store.name} {store._engine!r} {vars(store)}")
    store.close()
    queried = Store(new_database("postgresql") + "?password=hush7")
    assert hides(f"{queried!r} {queried._engine!r}")
    queried.close()


@pytest.mark.parametrize("name", ["a@b.sqlite", "x=1.sqlite", "notes:2025.sqlite", "sqlite.db"])
def test_a_plain_file_is_a_plain_file(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Store(name).close()
    assert Path(name).is_file()


@pytest.mark.parametrize("name", ["postgresql:/u@host/db", "u/pw@host", "port=1"])
def test_what_only_looks_like_an_address_is_refused(name):
    with pytest.raises(OptionError, match="neither a URL nor"):
        Store(name)


def test_an_address_in_the_place_of_a_file_is_hidden_in_the_cause_too():
    for address in ("postgresql://u:hush7@host/db", "u:hush7@host", "host=h password=hush7"):
        with pytest.raises(CrossingsError) as caught:
            load(address)
        assert hides("".join(traceback.format_exception(caught.value)))


def test_other_text_stays_as_it_is():
    for text in ("12:30, write to a@b.c", "https://www.gov.uk/x: no answer", "password", "a=b"):
        assert without_password(text) == text
