"""Files are read whole or refused in one sentence, and written whole or not at all."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wholeplace.formats.source_file import (
    CannotReadFile,
    CannotWriteFile,
    decode_text,
    read_bytes,
    read_text,
    write_all,
    write_atomically,
)


def refuse_reading(path):
    with pytest.raises(CannotReadFile) as refused:
        read_text(path)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith(str(path))
    return str(refused.value)


def test_a_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "case.toml"
    path.write_bytes("title = “Wärme”\r\n".encode())
    assert read_text(path) == "title = “Wärme”\r\n"
    assert read_bytes(str(path)) == path.read_bytes()


def test_the_mark_that_editors_put_first_is_left_out(tmp_path):
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbftitle = 1")
    assert read_text(path) == "title = 1"


def test_a_missing_file_is_named(tmp_path):
    assert "does not exist" in refuse_reading(tmp_path / "nothing.toml")


def test_a_path_through_a_file_does_not_exist(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "does not exist" in refuse_reading(tmp_path / "file" / "case.toml")


def test_a_folder_is_no_file(tmp_path):
    assert "is a folder" in refuse_reading(tmp_path)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "case.toml").touch()
    assert "is empty" in refuse_reading(tmp_path / "case.toml")


def test_a_pipe_is_refused_without_waiting_for_its_other_end(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "a device or a pipe" in refuse_reading(tmp_path / "pipe")


def test_an_endless_device_is_refused():
    assert "a device or a pipe" in refuse_reading(Path("/dev/zero"))


def test_a_file_that_becomes_a_device_between_the_looks_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "case.toml"
    path.write_text("x = 1")
    before = path.stat()
    monkeypatch.setattr(os, "stat", lambda *_args, **_named: before)
    path.unlink()
    os.mkfifo(path)
    assert "a device or a pipe" in refuse_reading(path)


def test_a_huge_file_is_refused_from_its_size(tmp_path):
    path = tmp_path / "case.toml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "is too large: it has 200 MB, and at most 20 MB are read" in refuse_reading(path)


def test_a_file_that_has_more_than_its_size_says_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "case.toml"
    path.write_bytes(b"x" * 5_000)
    monkeypatch.setattr("wholeplace.formats.source_file._refuse_large", lambda size, limit, path: None)
    assert len(read_bytes(path, 100)) == 5_000
    monkeypatch.undo()
    with pytest.raises(CannotReadFile, match=r"it has 5 kB, and at most 100 bytes are read"):
        read_bytes(path, 100)


def test_a_name_that_no_system_takes_is_refused():
    assert "cannot be read: its name is not one" in refuse_reading("case\0.toml")


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "case.toml"
    path.write_text("x = 1")

    def refuse(*_args, **_named):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "may not be read: you have no permission" in refuse_reading(path)


def test_a_loop_of_links_is_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert "cannot be read: too many levels of symbolic links" in refuse_reading(tmp_path / "a")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("title".encode("utf-16"), "is in UTF-16, not UTF-8"),
        (b"\xfe\xff\0t", "is in UTF-16, not UTF-8"),
        ("title".encode("utf-32"), "is in UTF-32, not UTF-8"),
        (b"PK\x03\x04\0\0", "is a binary file, not text"),
        ("title".encode("utf-16-le"), "is a binary file, not text"),
        (b"one\ntwo\nW\xe4rme", "line 3: is not UTF-8: byte 9 is 0xe4"),
        (b"\xef\xbb\xbfa\n\xff", "line 2: is not UTF-8: byte 5 is 0xff"),
        ("Wärme".encode()[:2], "line 1: is not UTF-8: byte 1 is 0xc3"),
    ],
)
def test_another_encoding_is_named(tmp_path, data, words):
    path = tmp_path / "case.toml"
    path.write_bytes(data)
    assert words in refuse_reading(path)


def test_no_bytes_are_no_text():
    assert decode_text(b"") == ""


# --- writing -----------------------------------------------------------------------------------------


def list_names(folder):
    return sorted(path.name for path in folder.iterdir())


def refuse_writing(path, data=b"new"):
    with pytest.raises(CannotWriteFile) as refused:
        write_atomically(path, data)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_file_is_made_and_replaced_whole(tmp_path):
    path = tmp_path / "case.json"
    write_atomically(path, b"old")
    write_atomically(str(path), b"")
    assert path.read_bytes() == b""
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list_names(tmp_path) == ["case.json"]


def test_a_file_in_the_present_folder_needs_no_folder_in_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_atomically("case.json", b"new")
    assert list_names(tmp_path) == ["case.json"]


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").touch()
    write_atomically(tmp_path / "case.json", b"new")
    assert (tmp_path / "case.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_missing_folder_is_named(tmp_path):
    assert f"the folder {tmp_path / 'no'} does not exist" in refuse_writing(tmp_path / "no" / "case.json")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    assert f"the folder {tmp_path / 'file'} is not a folder" in refuse_writing(
        tmp_path / "file" / "case.json"
    )


def test_a_folder_is_not_replaced(tmp_path):
    assert "it is a folder" in refuse_writing(tmp_path)
    assert "it is a folder" in refuse_writing(f"{tmp_path}/new/")


def test_a_device_is_not_replaced():
    assert "it is a device or a pipe" in refuse_writing("/dev/null")


def test_a_read_only_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "the file there is read-only" in refuse_writing(path)


def test_a_name_that_no_system_takes_is_not_written(tmp_path):
    assert "cannot be written: its name is not one" in refuse_writing(f"{tmp_path}/a\0b")
    assert "cannot be written: file name too long" in refuse_writing(tmp_path / ("x" * 300))


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    """The error is the kernel's own, from its device that is always full."""
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    really_open = Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, mode, buffering: really_open(Path("/dev/full"), "wb", buffering=0)
    )
    assert "the disk is full" in refuse_writing(path)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list_names(tmp_path) == ["case.json"]


def test_a_file_that_outgrows_its_room_half_way_leaves_nothing(tmp_path):
    """A process that may write 1,000 bytes to a file gets a short write first and an error then."""
    program = (
        "import resource, sys; from wholeplace.formats.source_file import write_atomically\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_atomically(sys.argv[1], b'x' * 5000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "case.json")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "cannot be written: file too large" in done.stderr
    assert list_names(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "you have no permission to write"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EIO, "cannot be written: input/output error"),
    ],
)
def test_each_cause_is_said(tmp_path, monkeypatch, code, words):
    def refuse(*_args, **_named):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    assert words in refuse_writing(tmp_path / "case.json")
    assert list_names(tmp_path) == []


def test_an_interruption_half_way_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(descriptor):
        raise KeyboardInterrupt

    (tmp_path / "case.json").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "case.json", b"new")
    assert (tmp_path / "case.json").read_bytes() == b"old"
    assert list_names(tmp_path) == ["case.json"]


def test_several_files_are_all_written(tmp_path):
    write_all({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert [(tmp_path / name).read_bytes() for name in "ab"] == [b"1", b"2"]


def test_no_files_are_no_work():
    write_all({})


def test_of_several_files_none_is_replaced_when_one_cannot_be_staged(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(CannotWriteFile, match="does not exist"):
        write_all({str(tmp_path / "a"): b"new", str(tmp_path / "no" / "b"): b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert list_names(tmp_path) == ["a"]


def test_two_names_of_one_file_are_refused(tmp_path):
    with pytest.raises(CannotWriteFile, match="given twice"):
        write_all({str(tmp_path / "a"): b"1", f"{tmp_path}/./a": b"2"})
    assert list_names(tmp_path) == []


def test_a_replacement_that_fails_leaves_no_half_file(tmp_path, monkeypatch):
    def refuse(self, target):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", refuse)
    assert "you have no permission" in refuse_writing(tmp_path / "case.json")
    assert list_names(tmp_path) == []


def test_a_system_that_cannot_sync_folders_is_served_too(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_DIRECTORY")
    write_atomically(tmp_path / "case.json", b"new")
    assert list_names(tmp_path) == ["case.json"]
