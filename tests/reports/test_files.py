"""A report is written whole or not at all."""

from __future__ import annotations

import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from crossings.data.errors import UnwritableOutputError
from crossings.reports.render import files
from crossings.reports.render.files import alone, check_writable, write_all

FILES = {"a.txt": b"new a", "sub/b.txt": b"new b", "c.txt": b"new c"}


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_folder(tmp_path):
    files = write_all(tmp_path / "x" / "y", FILES)
    assert content(tmp_path / "x" / "y") == FILES
    assert [file.name for file in files] == ["a.txt", "b.txt", "c.txt"]
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["y"]


def test_what_else_is_in_the_folder_stays(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other.txt").write_text("mine")
    (tmp_path / "a.txt").write_text("old a")
    write_all(tmp_path, FILES)
    assert content(tmp_path) == {**FILES, "sub/other.txt": b"mine"}


@pytest.mark.parametrize("fails_at", range(1, 4))
@pytest.mark.parametrize("there", [(), ("a.txt",), ("a.txt", "sub/b.txt", "c.txt")])
def test_a_renaming_that_fails_undoes_those_before_it(tmp_path, monkeypatch, fails_at, there):
    folder = tmp_path / "report"
    folder.mkdir()
    for name in there:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"old {name}")
    before = content(folder)
    real, calls = Path.replace, []

    def replace(self, target):
        if "new" in self.parts:
            calls.append(self)
            if len(calls) == fails_at:
                raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(UnwritableOutputError, match="No space left"):
        write_all(folder, FILES)
    assert content(folder) == before
    assert (folder / "sub").exists() is ("sub/b.txt" in there)
    assert [path for path in folder.iterdir() if path.name.startswith(".")] == []


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


def test_what_cannot_be_written_is_told_beforehand(tmp_path):
    check_writable(tmp_path / "not" / "yet")
    (tmp_path / "taken").write_text("")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "inside"):
        with pytest.raises(UnwritableOutputError, match="taken is no folder"):
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


class TestWhatIsTakenAway:
    @pytest.fixture
    def folder(self, tmp_path):
        for name in (*FILES, "sub/gone.txt", "gone.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(f"old {name}")
        return tmp_path

    def test_goes_as_the_others_come(self, folder):
        write_all(folder, FILES, without=["sub/gone.txt", "gone.txt"])
        assert content(folder) == FILES

    @pytest.mark.parametrize("fails_at", ["a.txt", "c.txt", "sub/gone.txt", "gone.txt"])
    def test_is_put_back_where_anything_fails(self, folder, monkeypatch, fails_at):
        before = content(folder)
        real = Path.replace

        def replace(self, target):
            into_place = {folder / fails_at} & {self, Path(target)}
            if into_place and "old" not in self.parts:
                raise KeyboardInterrupt
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            write_all(folder, FILES, without=["sub/gone.txt", "gone.txt"])
        assert content(folder) == before


class TestAlone:
    @pytest.fixture
    def quick(self, monkeypatch):
        monkeypatch.setattr(files, "PAUSE", 0.002)
        monkeypatch.setattr(files, "TRIES", 20_000)

    def enter(self, folder):
        """Go inside from another thread; return what tells of it and what lets it out."""
        inside, leave = threading.Event(), threading.Event()

        def stay():
            with alone(folder):
                inside.set()
                leave.wait(10)

        thread = threading.Thread(target=stay)
        thread.start()
        return inside, leave, thread

    def test_one_that_waited_for_the_folder_to_be_made(self, tmp_path, quick):
        folder = tmp_path / "report"
        made, leave_made, maker = self.enter(folder)
        assert made.wait(10)
        waiting, leave_waiting, waiter = self.enter(folder)
        assert not waiting.wait(0.1)
        folder.mkdir()  # the last act of the maker
        later, leave_later, latecomer = self.enter(folder)
        both = {"waiting": (waiting, leave_waiting), "later": (later, leave_later)}
        for _ in range(1000):  # either may be the first to see the folder
            if inside := [name for name, (event, _) in both.items() if event.is_set()]:
                break
            sleep(0.01)
        (first,) = inside
        _, leave_first = both.pop(first)
        ((second, leave_second),) = both.values()
        leave_made.set()
        maker.join(10)
        assert not second.wait(0.2)  # the first is still inside
        leave_first.set()
        assert second.wait(10)
        leave_second.set()
        for thread in (waiter, latecomer):
            thread.join(10)

    @pytest.mark.parametrize("place", ["report", "new/and/deep/report"])
    @pytest.mark.parametrize("turn", range(3))
    def test_many_into_a_new_folder_lose_nothing(self, tmp_path, quick, place, turn):
        folder = tmp_path / place
        ready = threading.Barrier(6)

        def add(name):
            ready.wait(10)
            with alone(folder):
                listed = folder / "list.txt"
                names = listed.read_text() if listed.exists() else ""
                write_all(folder, {"list.txt": f"{names}{name} ".encode(), name: b"x"})

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(add, "abcdef"))
        assert sorted((folder / "list.txt").read_text().split()) == list("abcdef")
        assert sorted(path.name for path in folder.iterdir()) == [*"abcdef", "list.txt"]

    def test_a_folder_that_another_was_put_in_the_place_of(self, tmp_path, quick):
        folder = tmp_path / "report"
        folder.mkdir()
        first, leave_first, holder = self.enter(folder)
        assert first.wait(10)
        waiting, leave_waiting, waiter = self.enter(folder)
        folder.rename(tmp_path / "before")
        folder.mkdir()
        assert waiting.wait(10)  # what is held is the folder of before
        for leave, thread in ((leave_first, holder), (leave_waiting, waiter)):
            leave.set()
            thread.join(10)

    def test_nobody_waits_for_ever(self, tmp_path, quick, monkeypatch):
        monkeypatch.setattr(files, "TRIES", 3)
        for folder in (tmp_path, tmp_path / "new"):
            inside, leave, thread = self.enter(folder)
            assert inside.wait(10)
            refused = pytest.raises(UnwritableOutputError, match="another report is being written")
            with refused, alone(folder):
                pass
            leave.set()
            thread.join(10)
        with alone(tmp_path):
            pass

    def test_an_error_inside_lets_the_next_one_in(self, tmp_path):
        with pytest.raises(KeyError), alone(tmp_path):
            raise KeyError
        with alone(tmp_path):
            pass

    def test_a_file_above(self, tmp_path):
        (tmp_path / "taken").write_text("")
        refused = pytest.raises(UnwritableOutputError, match="cannot be written")
        with refused, alone(tmp_path / "taken" / "inside"):
            pass

    def test_a_system_without_locks(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "fcntl", None)
        with alone(tmp_path), alone(tmp_path):
            pass
