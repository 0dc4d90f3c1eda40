from __future__ import annotations

import copy
import pickle

import pytest
from crossings.data import errors
from crossings.data.errors import CrossingsError

CLASSES = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
OF_THE_WORLD = {
    "ClusterError",
    "DamagedStoreError",
    "FetchError",
    "NothingThereError",
    "StoreError",
    "UnreadableSourceError",
    "UnwritableOutputError",
}
OF_FILES = OF_THE_WORLD | {"SourceNotFoundError"}
each = pytest.mark.parametrize("error", CLASSES)


def full(error: type[CrossingsError]) -> CrossingsError:
    return error("5 legs", expected="4 legs", where="horse.ods", fix="Count again.")


def test_every_error_of_the_module_is_public():
    defined = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert defined == {error.__name__ for error in CLASSES}


@each
def test_is_one_tree(error):
    assert issubclass(error, CrossingsError)


@each
def test_message_says_where_what_expected_and_what_to_do(error):
    assert str(full(error)) == "horse.ods: 5 legs; expected 4 legs. Count again."


@each
def test_message_leaves_out_what_is_not_known(error):
    assert str(error("5 legs")) == "5 legs"
    assert str(error("5 legs", where="horse.ods")) == "horse.ods: 5 legs"
    assert str(error("5 legs", expected="4 legs")) == "5 legs; expected 4 legs"
    assert str(error("5 legs", fix="Count again.")) == "5 legs. Count again."


@each
def test_the_command_names_an_argument_as_its_option(error):
    raised = error("2062", argument="as_of")
    assert (str(raised), raised.message("--as-of")) == ("as_of: 2062", "--as-of: 2062")
    placed = error("2062", where="horse.ods", argument="as_of")
    assert placed.message("--as-of") == "horse.ods: 2062"


@each
def test_parts_can_be_read(error):
    raised = full(error)
    assert (raised.found, raised.expected) == ("5 legs", "4 legs")
    assert (raised.where, raised.fix) == ("horse.ods", "Count again.")


@each
def test_exit_code(error):
    assert full(error).exit_code == (1 if error.__name__ in OF_THE_WORLD else 2)


@each
def test_is_a_value_error_where_a_value_is_at_fault(error):
    assert issubclass(error, ValueError) == (
        error is not CrossingsError and error.__name__ not in OF_FILES
    )
    assert issubclass(error, OSError) == (error.__name__ in OF_FILES)


def test_a_file_that_is_not_there_is_a_file_not_found_error():
    assert issubclass(errors.SourceNotFoundError, FileNotFoundError)


@each
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_survives_pickling(error, protocol):
    sent = full(error)
    received = pickle.loads(pickle.dumps(sent, protocol))
    assert type(received) is error
    assert str(received) == str(sent)
    assert vars(received) == vars(sent)


@each
def test_survives_copying(error):
    assert str(copy.copy(full(error))) == str(full(error))
