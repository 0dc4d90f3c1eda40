"""The file in which an interrupted backtest leaves what is finished."""

from __future__ import annotations

import pytest
from crossings.cli.resume import Finished


def test_what_is_put_in_is_there_the_next_time(tmp_path):
    path = tmp_path / "cache" / "scores.jsonl"
    first = Finished(path)
    first["a"] = {"crps": 1.5, "origin": "2025-01-02"}
    first["b"] = {"crps": 2.0}
    again = Finished(path)
    assert dict(again) == {"a": {"crps": 1.5, "origin": "2025-01-02"}, "b": {"crps": 2.0}}
    assert len(again) == 2
    with pytest.raises(NotImplementedError):
        del again["a"]


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_line_that_was_cut_short_is_left_alone(tmp_path, cut):
    path = tmp_path / "scores.jsonl"
    finished = Finished(path)
    finished["a"], finished["b"] = {"crps": 1.0, "seconds": 0.25}, {"crps": 2.0, "seconds": 0.25}
    path.write_text(path.read_text()[:-cut])
    again = Finished(path)
    assert list(again) == ["a"]
    again["b"] = {"crps": 2.0}
    assert list(Finished(path)) == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"[1]", b"{}", b"[1, 2]", b"null"])
def test_whatever_the_file_holds(tmp_path, content):
    path = tmp_path / "scores.jsonl"
    path.write_bytes(content)
    assert len(Finished(path)) == 0
