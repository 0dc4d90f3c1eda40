"""A report is written whole or not at all."""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from crossings.data.errors import UnwritableOutputError
from crossings.reports.render import files
from crossings.reports.render.files import check_writable, write_all

FILES = {"a.txt": b"new a", "sub/b.txt": b"new b", "c.txt": b"new c"}

OLD = {name: text.replace(b"new", b"old") for name, text in FILES.items()}


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


def test_a_file_in_the_place_of_a_folder(tmp_path):
    (tmp_path / "sub").write_bytes(b"mine")
    with pytest.raises(UnwritableOutputError, match="a file stands in its place"):
        write_all(tmp_path, FILES)
    assert content(tmp_path) == {"sub": b"mine"}


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


def taking(*names):
    """Ask for names to be taken away, as a report does."""
    return lambda: ({}, names)


def test_what_is_taken_away_goes_with_what_comes(tmp_path, monkeypatch):
    for name in (*FILES, "sub/gone.txt", "gone.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"old {name}")
    before = content(tmp_path)

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(UnwritableOutputError):
            write_all(tmp_path, FILES, more=taking("sub/gone.txt", "gone.txt"))
    assert content(tmp_path) == before
    write_all(tmp_path, FILES, more=taking("sub/gone.txt", "gone.txt", "never there.txt"))
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


class TestAKilledRun:
    """Killed before any call that changes the disk, in a folder that holds an older report."""

    CALLS = ("mkdir", "rename", "replace", "unlink", "rmdir", "chmod", "open")

    def killed(self, folder, at, calls=CALLS):
        """Whether a run in a process of its own had so many calls, the last of which killed it."""
        child = os.fork()
        if child == 0:
            left = iter(range(at))

            def dying(real):
                def call(*given, **how):
                    if next(left, None) is None:
                        os._exit(9)
                    return real(*given, **how)

                return call

            whole = Path.write_bytes

            def write_bytes(path, data):
                whole(path, data[:2])
                if next(left, None) is None:
                    os._exit(9)
                return whole(path, data)

            if "open" in calls:
                Path.write_bytes = write_bytes
            for name in calls:
                setattr(os, name, dying(getattr(os, name)))
            write_all(folder, FILES, more=taking("gone.txt"))
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

    @pytest.mark.parametrize("there", [True, False])
    def test_leaves_nothing_half_and_after_the_next_run_nothing_mixed(self, tmp_path, there):
        at, states = 0, set()
        while True:
            folder = tmp_path / f"{at}" / "report"
            if there:
                write_all(folder, {**OLD, "gone.txt": b"old", "mine.txt": b"mine"})
            if not self.killed(folder, at):
                break
            visible = {
                name: text for name, text in content(folder).items() if not name.startswith(".")
            }
            decided = (folder / files.DECIDED).exists()
            for name, text in visible.items():
                assert text in {FILES.get(name), OLD.get(name), b"mine", b"old"}
            if not decided:  # nothing is mixed
                assert len({text.split()[0] for text in visible.values()} - {b"mine"}) < 2
            states.add((decided, visible.get("a.txt")))
            check_writable(folder)
            after = content(folder)
            kept = {"mine.txt": b"mine"} if there else {}
            assert after in (
                {**OLD, "gone.txt": b"old", **kept} if there else {},
                {**FILES, **kept},
            )
            assert list(folder.parent.rglob(".*")) == []
            at += 1
        assert at > 10
        if there:
            assert states >= {(False, b"old a"), (True, b"old a"), (True, b"new a")}

    def test_that_died_twice_is_finished_by_the_third(self, tmp_path):
        write_all(tmp_path, OLD)
        for _ in range(3):
            assert self.killed(tmp_path, 1, calls=["replace"])  # after a first renaming
            assert (tmp_path / files.DECIDED).exists()
        write_all(tmp_path, {"c.txt": b"newest"})
        assert content(tmp_path) == {**FILES, "c.txt": b"newest"}


class TestLeftOvers:
    """Working folders of other runs, beside that of this one."""

    def left(self, folder, name, *, old=False):
        place = folder / name
        (place / "new").mkdir(parents=True)
        (place / "new" / "a.txt").write_text("half")
        if old:
            then = folder.stat().st_mtime - 2 * files.ABANDONED
            os.utime(place, (then, then))
        return place

    def test_of_dead_runs_go_at_once_and_those_of_other_machines_after_an_hour(self, tmp_path):
        self.left(tmp_path, f"{files.HERE}dead")
        self.left(tmp_path, f"{files.WORKING}other.old", old=True)
        self.left(tmp_path, f"{files.WORKING}1nameof1.0", old=True)
        young = self.left(tmp_path, f"{files.WORKING}other.young")
        write_all(tmp_path, FILES)
        assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == [young]

    def test_of_live_runs_stay_however_old(self, tmp_path):
        live = self.left(tmp_path, f"{files.HERE}live", old=True)
        held = files._lock(live)
        write_all(tmp_path, FILES)
        assert (live / "new" / "a.txt").exists()
        os.close(held)
        write_all(tmp_path, FILES)
        assert not live.exists()

    def test_are_known_by_what_is_in_them(self, tmp_path):
        """A folder of the user's, or a link, is never one of them."""
        mine = self.left(tmp_path, f"{files.HERE}mine", old=True)
        (mine / "thesis.docx").write_text("mine")
        (tmp_path / "elsewhere" / "new").mkdir(parents=True)
        (tmp_path / f"{files.HERE}link").symlink_to(tmp_path / "elsewhere")
        write_all(tmp_path, FILES)
        assert (mine / "thesis.docx").exists()
        assert (tmp_path / f"{files.HERE}link").is_symlink()
        assert (tmp_path / "elsewhere" / "new").is_dir()

    def test_without_locks_age_decides(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "_lock", lambda _: None)
        young = self.left(tmp_path, f"{files.HERE}young")
        self.left(tmp_path, f"{files.HERE}old", old=True)
        write_all(tmp_path, FILES)
        assert content(tmp_path).keys() == {*FILES, f"{young.name}/new/a.txt"}

    @pytest.mark.parametrize(
        "plan",
        [
            b"",
            b"[]",
            b'{"new": ["../a.txt"], "whole": [], "gone": []}',
            b'{"new": [], "whole": [], "gone": ["/a"]}',
        ],
    )
    def test_with_a_plan_that_leads_elsewhere_are_said_and_left(self, tmp_path, plan):
        decided = self.left(tmp_path, files.DECIDED)
        (decided / files.PLAN).write_bytes(plan)
        for run in (lambda: check_writable(tmp_path), lambda: write_all(tmp_path, FILES)):
            with pytest.raises(UnwritableOutputError, match=r"never finished.*Remove it"):
                run()
        assert (decided / "new" / "a.txt").exists()
        assert not (tmp_path / "a.txt").exists()


class TestAMoveThatFails:
    """When all is decided: the rest follows later, and the message says so."""

    def fails(self, tmp_path, monkeypatch, error):
        real = os.replace

        def replace(source, target):
            if Path(source).name == "a.txt":
                raise error
            return real(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replace)
            write_all(tmp_path, FILES)

    def test_is_made_good_by_the_next_run(self, tmp_path, monkeypatch):
        with pytest.raises(UnwritableOutputError, match=r"busy.*next report into this folder"):
            self.fails(tmp_path, monkeypatch, OSError(16, "Device or resource busy"))
        check_writable(tmp_path)
        assert content(tmp_path) == FILES

    def test_ctrl_c_waits_for_the_rest(self, tmp_path, monkeypatch):
        real, calls = files._finish, []

        def finish(folder):
            calls.append(folder)
            if len(calls) == 2:
                (folder / files.DECIDED / "new" / "a.txt").replace(folder / "a.txt")
                raise KeyboardInterrupt
            real(folder)

        monkeypatch.setattr(files, "_finish", finish)
        with pytest.raises(KeyboardInterrupt):
            write_all(tmp_path, FILES)
        assert content(tmp_path) == FILES

    def test_keeps_what_was_put_into_a_folder_since(self, tmp_path):
        write_all(tmp_path, {"sub/b": b"old", "sub/gone": b"old"})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "_finish", lambda _: None)
            write_all(tmp_path, {"sub/b": b"new"}, more=taking("sub/gone"))
        (tmp_path / "sub" / "mine").write_bytes(b"mine")
        check_writable(tmp_path)
        assert content(tmp_path) == {"sub/b": b"new", "sub/mine": b"mine"}

    def test_finds_another_folder_than_it_left(self, tmp_path):
        """What was a new folder is there by now, and what was there is gone."""
        write_all(tmp_path, {"old/b": b"old"})
        made = {"old/b": b"new", "fresh/a": b"new", "fresh/deep/c": b"new"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "_finish", lambda _: None)
            write_all(tmp_path, made)
        shutil.rmtree(tmp_path / "old")
        (tmp_path / "fresh" / "deep").mkdir(parents=True)
        (tmp_path / "fresh" / "mine").write_bytes(b"mine")
        check_writable(tmp_path)
        assert content(tmp_path) == {**made, "fresh/mine": b"mine"}


class TestTwoReportsAtOnce:
    def test_wait_for_each_other(self, tmp_path):
        """Each reads what is there and adds to it: none is lost, in processes as in threads."""
        (tmp_path / "count").write_bytes(b"")

        def add():
            before = (tmp_path / "count").read_bytes()
            time.sleep(0.01)
            return {"count": before + b"x"}, ()

        def write(_):
            for _ in range(5):
                write_all(tmp_path, FILES, more=add)

        if (child := os.fork()) == 0:
            write(0)
            os._exit(0)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, range(2)))
        assert os.waitpid(child, 0)[1] == 0
        assert content(tmp_path) == {**FILES, "count": b"x" * 15}

    def test_of_which_one_does_not_end_are_said(self, tmp_path, monkeypatch):
        held = files._lock(tmp_path)
        monkeypatch.setattr(files, "TRIES", 2)
        with pytest.raises(UnwritableOutputError, match="another report is being written"):
            write_all(tmp_path, FILES)
        os.close(held)
        assert content(tmp_path) == {}

    def test_without_locks_finish_what_the_other_has_decided(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "_lock", lambda _: None)
        real = files._decide

        def decide(folder, working):
            monkeypatch.setattr(files, "_decide", real)
            other = files.DECIDED  # comes between
            (folder / other / "new").mkdir(parents=True)
            (folder / other / "new" / "b").write_bytes(b"theirs")
            (folder / other / files.PLAN).write_bytes(b'{"new": ["b"], "whole": [], "gone": []}')
            real(folder, working)

        monkeypatch.setattr(files, "_decide", decide)
        write_all(tmp_path, FILES)
        assert content(tmp_path) == {**FILES, "b": b"theirs"}
