"""Blobs: bytes kept once under their SHA-256, in a folder beside the database.

A blob is durable before any row speaks of it: temporary file → fsync → rename → fsync of the folder →
row. A transaction that fails afterwards may leave a file without a row, which is harmless; a row without
a file cannot come to be. What is read is checked against its name.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.bulk import insert_missing
from store.canonical import Digest, is_digest
from store.errors import BlobDamaged, BlobMissing, BlobNotStored
from store.tables import BlobRow

_CHUNK = 1 << 20
_INCOMING = "incoming"


class BlobFolder:
    """The files of `<home>/blobs`: `ab/cdef…` for the digest `abcdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Where the bytes of `digest` lie, if they do. Raises `BlobMissing` when it is no digest."""
        if not is_digest(digest):
            raise BlobMissing(expected="a SHA-256 of 64 lower-case hexadecimal digits", found=repr(digest))
        return self.root / digest[:2] / digest[2:]

    def write(self, source: bytes | Path) -> tuple[Digest, int]:
        """Keep the bytes, durably, and return their digest and size.

        A file that is there already is read and compared, so that storing good bytes again mends a
        damaged file. Raises `BlobNotStored`.
        """
        try:
            with self._incoming() as (temporary, file):
                digest, size = _copy(source, file)
                target = self.path(digest)
                if not (target.exists() and _digest_of_file(target) == digest):
                    _make_folder(target.parent)
                    temporary.replace(target)
                # Also when the file was there: whoever renamed it may not have come to this line.
                _sync_folder(target.parent)
        except OSError as error:
            raise BlobNotStored(
                expected="to store a file under its digest",
                found=error.strerror or str(error),
                where=str(error.filename or self.root),
                remedy="Check the free space and the rights of that folder, then repeat the command.",
            ) from error
        return digest, size

    @contextmanager
    def open(self, digest: Digest) -> Iterator[BinaryIO]:
        """The bytes as a file at its beginning, checked beforehand. Raises `BlobMissing`, `BlobDamaged`."""
        path = self.path(digest)
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise BlobMissing(
                expected=f"blob {digest}",
                found="no file",
                where=str(path),
                remedy="Restore the blobs folder from the same backup as the database.",
            ) from None
        with file:
            found = _digest_of_handle(file)
            if found != digest:
                raise BlobDamaged(
                    expected=f"blob {digest}",
                    found=f"bytes with the digest {found}",
                    where=str(path),
                    remedy="Restore this file from a backup, or store the same bytes again.",
                )
            file.seek(0)
            yield file

    def sweep(self, before: datetime) -> int:
        """Remove what processes that were killed in mid-copy left behind before a moment; returns how many."""
        left = [
            path for path in (self.root / _INCOMING).glob("*") if path.stat().st_mtime < before.timestamp()
        ]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def _incoming(self) -> Iterator[tuple[Path, BinaryIO]]:
        folder = self.root / _INCOMING
        _make_folder(folder)
        temporary = folder / secrets.token_hex(16)
        # Read-only from the start: nobody opens a stored blob for writing by mistake.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield temporary, file
        finally:
            temporary.unlink(missing_ok=True)


class Blobs:
    """The blobs of one unit of work: files in the folder, rows in its transaction."""

    def __init__(self, session: Session, folder: BlobFolder, now: datetime) -> None:
        self._session = session
        self._folder = folder
        self._now = now

    def put(self, source: bytes | Path, media_type: str) -> Digest:
        """Store bytes, or a copy of the file at a path; the same bytes are stored once.

        The media type of the first time stays. Raises `BlobNotStored`.
        """
        digest, size = self._folder.write(source)
        insert_missing(
            self._session,
            BlobRow,
            {"sha256": digest, "size": size, "media_type": media_type, "created_at": self._now},
        )
        return digest

    def get(self, digest: Digest) -> bytes:
        """The stored bytes. Raises `BlobMissing`, `BlobDamaged`."""
        with self.open(digest) as file:
            return file.read()

    @contextmanager
    def open(self, digest: Digest) -> Iterator[BinaryIO]:
        """The stored bytes as a file, checked as a whole before the first is handed out; errors as `get`."""
        if self.media_type(digest) is None:
            raise BlobMissing(expected="the digest of a stored blob", found=repr(digest))
        with self._folder.open(digest) as file:
            yield file

    def exists(self, digest: Digest) -> bool:
        """Whether bytes are kept under `digest`: the row and the file, not whether the file is sound."""
        return self.media_type(digest) is not None and self._folder.path(digest).is_file()

    def media_type(self, digest: Digest) -> str | None:
        """The media type of a blob; None when there is no such blob."""
        return self._session.scalar(select(BlobRow.media_type).where(BlobRow.sha256 == digest))


def _copy(source: bytes | Path, file: BinaryIO) -> tuple[Digest, int]:
    # Hashed while it is copied, so that a source that changes meanwhile is stored under what was really
    # written.
    hashing, size = sha256(), 0
    for chunk in _chunks(source):
        hashing.update(chunk)
        size += len(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return Digest(hashing.hexdigest()), size


def _chunks(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _digest_of_file(path: Path) -> Digest:
    with path.open("rb") as file:
        return _digest_of_handle(file)


def _digest_of_handle(file: BinaryIO) -> Digest:
    hashing = sha256()
    while chunk := file.read(_CHUNK):
        hashing.update(chunk)
    return Digest(hashing.hexdigest())


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    # The entry of a new folder is durable only when the folder above it is.
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
