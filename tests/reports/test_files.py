"""A report is written whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from crossings.data.errors import UnwritableOutputError
from crossings.reports.render import files
from crossings.reports.render.files import check_writable, write_all

FILES = {"a.txt": b"new a", "sub/b.txt": b"new b", "c.txt": b"new c"}


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_folder(tmp_path):
    written = write_all(tmp_path / "x" / "y", FILES)
    assert content(tmp_path / "x" / "y") == FILES
    assert [file.name for file in written] == ["a.txt", "b.txt", "c.txt"]
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["y"]


def test_what_else_is_in_the_folder_stays(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other.txt").write_text("mine")
    (tmp_path / "a.txt").write_text("old a")
    write_all(tmp_path, FILES)
    assert content(tmp_path) == {**FILES, "sub/other.txt": b"mine"}


@pytest.mark.parametrize("there", [{}, {"sub/b.txt": b"old b", "c.txt": b"old c"}])
@pytest.mark.parametrize("fails_at", range(1, 4))
def test_a_renaming_that_fails_leaves_every_file_whole(tmp_path, monkeypatch, fails_at, there):
    for name, old in there.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(old)
    real, calls = Path.replace, []

    def replace(self, target):
        calls.append(self)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(UnwritableOutputError, match="No space left"):
        write_all(tmp_path, FILES)
    done = ["sub/b.txt", "a.txt"][: fails_at - 1]  # what the pages show comes before them
    assert content(tmp_path) == {**there, **{name: FILES[name] for name in done}}


def test_a_write_that_fails_changes_nothing(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("old")
    real = Path.write_bytes

    def write_bytes(self, data):
        if self.name == "c.txt":
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(UnwritableOutputError, match="make room"):
        write_all(tmp_path, FILES)
    assert content(tmp_path) == {"a.txt": b"old"}
    with pytest.raises(UnwritableOutputError):
        write_all(tmp_path / "absent", FILES)
    assert not (tmp_path / "absent").exists()


def test_a_folder_in_the_place_of_a_file(tmp_path):
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(UnwritableOutputError, match="a folder stands in its place"):
        write_all(tmp_path, FILES)
    assert content(tmp_path) == {}


def test_what_cannot_be_written_is_refused_beforehand(tmp_path):
    check_writable(tmp_path / "not" / "yet")
    (tmp_path / "taken").write_text("")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "inside"):
        with pytest.raises(UnwritableOutputError, match="taken is not a folder"):
            check_writable(folder)
    with pytest.raises(UnwritableOutputError, match="File name too long"):
        check_writable(tmp_path / ("x" * 300))
    with pytest.raises(UnwritableOutputError, match="cannot be written"):
        check_writable(Path("/proc/nowhere"))  # where even root makes no folder
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_text("")
    write_all(tmp_path / "report", FILES)
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "report").glob("*.txt")}
    assert modes == {oct((tmp_path / "plain").stat().st_mode & 0o777)}
    made = tmp_path / "ordinary"
    made.mkdir()
    assert (tmp_path / "report").stat().st_mode == made.stat().st_mode
    shutil.rmtree(tmp_path / "report")


def test_what_is_taken_away_goes_once_the_others_are_there(tmp_path, monkeypatch):
    for name in (*FILES, "sub/gone.txt", "gone.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"old {name}")
    before = content(tmp_path)

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(UnwritableOutputError):
            write_all(tmp_path, FILES, without=["sub/gone.txt", "gone.txt"])
    assert content(tmp_path) == before
    write_all(tmp_path, FILES, without=["sub/gone.txt", "gone.txt", "never there.txt"])
    assert content(tmp_path) == FILES


def test_a_folder_that_another_report_makes_meanwhile(tmp_path, monkeypatch):
    folder, real = tmp_path / "report", Path.replace

    def replace(self, target):
        if target == folder:
            folder.mkdir()
            (folder / "theirs.txt").write_text("theirs")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    write_all(folder, FILES)
    assert content(folder) == {**FILES, "theirs.txt": b"theirs"}


def test_what_killed_runs_left_behind_is_removed_and_what_is_in_use_is_not(tmp_path):
    """By the clock of the disk: a run of an hour is over."""
    for name in ("killed", "in-use"):
        (tmp_path / f"{files.WORKING}{name}" / "new").mkdir(parents=True)
        (tmp_path / f"{files.WORKING}{name}" / "new" / "a.txt").write_text("half")
    old = tmp_path.stat().st_mtime - 2 * files.ABANDONED
    os.utime(tmp_path / f"{files.WORKING}killed", (old, old))
    write_all(tmp_path, FILES)
    hidden = [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert hidden == [f"{files.WORKING}in-use"]
