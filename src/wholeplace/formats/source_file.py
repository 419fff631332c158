"""Files on disk: read whole and with care, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from wholeplace.foundations.errors import InvalidInput

Location = tuple[str | int, ...]
FileName = TypeVar("FileName", str, Path)

LIMIT_BYTES = 20_000_000
_BLOCK_BYTES = 1 << 20
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class CannotReadFile(InvalidInput):
    """A file that is not there, may not be read, or is not what it should be."""


class CannotWriteFile(InvalidInput):
    """A file that cannot be written; what stood there before still stands there."""


@dataclass(frozen=True)
class SourceDocument:
    """A case document as a person wrote it, and where each value stands.

    Parameters
    ----------
    document : dict
        Nested dictionaries and lists, not validated.
    places : dict of location to str
        "line 12" or "sheet costs, cell D4", by location: the keys and list positions that lead to the
        value, such as ``("options", 0, "costs", 2, "amount")``. A value without a place of its own
        stands where the nearest shorter location stands.
    """

    document: dict[str, Any]
    places: dict[Location, str]


def read_bytes(path: str | os.PathLike[str], limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Read a whole file.

    Parameters
    ----------
    path : path
        An ordinary file; a symbolic link is followed.
    limit_bytes : int
        The largest size that is read; a larger file is refused from its size alone.

    Returns
    -------
    bytes
        At least one byte.

    Raises
    ------
    CannotReadFile
        When the file is missing, a folder, a device or a pipe, empty, too large, or may not be read.
    """
    try:
        _refuse_special(os.stat(path).st_mode, path)  # noqa: PTH116 - opening a device may do something
        with open(path, "rb", buffering=0, opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            _refuse_special(status.st_mode, path)
            _refuse_large(status.st_size, limit_bytes, path)
            data = bytearray()
            while len(data) <= limit_bytes and (block := file.read(_BLOCK_BYTES)):
                data += block
    except (OSError, ValueError) as error:
        _refuse_reading(error, path)
    _refuse_large(len(data), limit_bytes, path)
    if not data:
        raise CannotReadFile("", "is empty; is it the right file?", file=os.fspath(path))
    return bytes(data)


def read_text(path: str | os.PathLike[str], limit_bytes: int = LIMIT_BYTES) -> str:
    """Read a whole text file in UTF-8.

    Parameters
    ----------
    path : path
        An ordinary file; a symbolic link is followed.
    limit_bytes : int
        The largest size that is read.

    Returns
    -------
    str
        Without the byte order mark that some editors put first; line ends as they are.

    Raises
    ------
    CannotReadFile
        As `read_bytes`, and when the file is binary or in another encoding than UTF-8.
    """
    data = read_bytes(path, limit_bytes)
    try:
        return decode_text(data)
    except CannotReadFile as error:
        error.file = os.fspath(path)
        raise


def decode_text(data: bytes) -> str:
    """Turn the bytes of a text file into text.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark.

    Returns
    -------
    str
        Empty for no bytes; line ends as they are.

    Raises
    ------
    CannotReadFile
        When the bytes are binary or in another encoding; with the line and the offset of the first
        byte, counted from 0, that is not UTF-8.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            raise CannotReadFile("", f"is in {name}, not UTF-8; save it again with the encoding UTF-8")
    if b"\0" in data:
        raise CannotReadFile("", "is a binary file, not text; choose the text file (.toml) of the case")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        skipped = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        offset = error.start + skipped
        line = data.count(b"\n", 0, offset) + 1
        raise CannotReadFile(
            "",
            f"is not UTF-8: byte {offset} is 0x{data[offset]:02x}, which UTF-8 does not have there; "
            "save the file again with the encoding UTF-8",
            f"line {line}",
        ) from None


def _open_without_waiting(path: str, flags: int) -> int:
    """Open as asked, but never wait for the other end of a pipe."""
    return os.open(path, flags | _NO_WAITING)


def _refuse_special(mode: int, path: str | os.PathLike[str]) -> None:
    if stat.S_ISREG(mode):
        return
    what = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
    raise CannotReadFile("", f"is {what}, not a file; give the name of a file", file=os.fspath(path))


def _refuse_large(size: int, limit_bytes: int, path: str | os.PathLike[str]) -> None:
    if size > limit_bytes:
        raise CannotReadFile(
            "",
            f"is too large: it has {_say_size(size)}, and at most {_say_size(limit_bytes)} are read; "
            "is it the right file?",
            file=os.fspath(path),
        )


def _say_size(size: int) -> str:
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} bytes"


def _refuse_reading(error: OSError | ValueError, path: str | os.PathLike[str]) -> NoReturn:
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOENT, errno.ENOTDIR):
        problem = "does not exist; check the name and the folder"
    elif code in (errno.EACCES, errno.EPERM):
        problem = "may not be read: you have no permission; ask its owner for read access"
    else:
        problem = f"cannot be read: {_say_cause(error)}"
    raise CannotReadFile("", problem, file=os.fspath(path)) from error


def _say_cause(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return "its name is not one that a file can have"
    return (error.strerror or str(error) or "unknown cause").lower()


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a whole file, or leave things as they are.

    Parameters
    ----------
    path : path
        The file to make or to replace, in a folder that exists; a symbolic link is followed.
    data : bytes
        All of its content; may be empty.

    Raises
    ------
    CannotWriteFile
        When the folder is missing or may not be written to, the disk is full, or something other than
        an ordinary file stands at the path. The old file, if any, is untouched.
    """
    write_all({os.fspath(path): data})


def write_all(contents: Mapping[FileName, bytes]) -> None:
    """Write several files: none is replaced before all are safely on the disk beside them.

    Parameters
    ----------
    contents : mapping of path to bytes
        Content by file, each file named once. Empty: nothing is written.

    Raises
    ------
    CannotWriteFile
        As `write_atomically`, or when two paths name the same file. Whatever goes wrong before the
        first replacement, also an interruption from the keyboard, leaves every old file as it was and
        no new one. The replacements themselves follow one another, each at once.
    """
    staged: list[tuple[Path, Path, str]] = []
    targets: set[Path] = set()
    try:
        for given, data in contents.items():
            name = str(given)
            target = _find_target(name)
            if target in targets:
                raise CannotWriteFile("", "is given twice for different content", file=name)
            targets.add(target)
            temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(6)}.part")
            staged.append((temporary, target, name))
            _stage(temporary, target, data, name)
        for temporary, target, name in staged:
            _replace(temporary, target, name)
    finally:
        for temporary, _, _ in staged:
            temporary.unlink(missing_ok=True)
    for folder in {target.parent for target in targets}:
        _sync_folder(folder)


def _find_target(text: str) -> Path:
    """Follow links to the file that is meant, and refuse what cannot be replaced."""
    try:
        target = Path(os.path.realpath(text))
        if not target.parent.is_dir():
            what = "is not a folder" if target.parent.exists() else "does not exist"
            raise CannotWriteFile(
                "", f"cannot be written: the folder {Path(text).parent} {what}; make it first", file=text
            )
        if target.is_dir() or text.endswith((os.sep, "/")):
            raise CannotWriteFile("", "cannot be written: it is a folder; add a file name", file=text)
        if target.exists() and not target.is_file():
            raise CannotWriteFile("", "cannot be written: it is a device or a pipe, not a file", file=text)
        if target.exists() and not os.access(target, os.W_OK):
            raise CannotWriteFile("", "cannot be written: the file there is read-only", file=text)
    except (OSError, ValueError) as error:
        _refuse_writing(error, text)
    return target


def _stage(temporary: Path, target: Path, data: bytes, name: str) -> None:
    """Write beside the target, down to the disk, with the permissions of what it replaces."""
    try:
        with temporary.open("xb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest[: 1 << 24]) :]
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            os.fsync(file.fileno())
    except OSError as error:
        _refuse_writing(error, name)


def _replace(temporary: Path, target: Path, name: str) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        _refuse_writing(error, name)


def _sync_folder(folder: Path) -> None:
    """Make the new names outlast a power cut, where the system lets a folder be synced.

    Windows and some network disks do not; the files are complete and in place by now, so that a
    refusal here is no failure of the writing.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_writing(error: OSError | ValueError, name: str) -> NoReturn:
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOSPC, errno.EDQUOT):
        problem = "cannot be written: the disk is full; make room or choose another folder"
    elif code in (errno.EACCES, errno.EPERM):
        problem = "cannot be written: you have no permission to write in its folder; choose another folder"
    elif code == errno.EROFS:
        problem = "cannot be written: the disk is read-only; choose another folder"
    else:
        problem = f"cannot be written: {_say_cause(error)}"
    raise CannotWriteFile("", problem, file=name) from error
