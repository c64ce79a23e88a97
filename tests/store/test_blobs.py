"""Blobs: durable before their row, checked when they are read, never outside their folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from planning.errors import NahkodaError
from store.blobs import BlobFolder
from store.canonical import Digest, digest_of
from store.database import Database
from store.errors import BlobDamaged, BlobMissing, BlobNotStored


@pytest.fixture
def backend() -> str:
    """The blobs are the same beside both databases; the contract tests use them with both."""
    return "sqlite"


def files(home: Path) -> list[Path]:
    return sorted(path.relative_to(home / "blobs") for path in (home / "blobs").rglob("*") if path.is_file())


def put(database: Database, content: bytes | Path) -> Digest:
    with database.write() as unit:
        return unit.blobs.put(content, "application/octet-stream")


def get(database: Database, digest: Digest) -> bytes:
    with database.read() as unit:
        return unit.blobs.get(digest)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2_000))
def test_bytes_come_back(database: Database, content: bytes) -> None:
    digest = put(database, content)
    assert digest == digest_of(content)
    assert get(database, digest) == content


def test_a_file_is_copied_and_named_by_its_digest(database: Database, home: Path, tmp_path: Path) -> None:
    source = tmp_path / "survey.csv"
    source.write_bytes(b"x" * 3_000_000)
    digest = put(database, source)
    source.unlink()
    assert files(home) == [Path(digest[:2]) / digest[2:]]
    assert get(database, digest) == b"x" * 3_000_000
    with database.read() as unit, unit.blobs.open(digest) as file:
        assert file.read(2) == b"xx"
    mode = stat.S_IMODE((home / "blobs" / digest[:2] / digest[2:]).stat().st_mode)
    assert not mode & 0o222


def test_a_blob_is_durable_before_its_row(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = digest_of(b"bytes")
    target = home / "blobs" / digest[:2] / digest[2:]
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append(f"fsync {path.relative_to(home).parts[1] if path.is_file() else path.relative_to(home)}")
        fsync(descriptor)

    def noted_replace(self: Path, other: Path) -> Path:
        assert not other.exists()
        steps.append("rename")
        return replace(self, other)

    def noted_row(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO blob"):
            assert target.read_bytes() == b"bytes"
            steps.append("row")

    put(database, b"so that the folders are there")
    target.parent.mkdir()
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    with database.write() as unit:
        event.listen(unit.session.get_bind().engine, "before_cursor_execute", noted_row)
        unit.blobs.put(b"bytes", "text/plain")
    assert steps == ["fsync incoming", "rename", f"fsync blobs/{digest[:2]}", "row"]


def test_a_new_folder_is_made_durable_in_the_folder_above(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    digest = put(database, b"bytes")
    assert {home, home / "blobs", home / "blobs" / digest[:2]} <= set(synced)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_damaged_bytes_are_never_handed_out(database: Database, home: Path, damage: str) -> None:
    digest = put(database, b"the bytes of a decision")
    path = home / "blobs" / digest[:2] / digest[2:]
    path.chmod(0o644)
    if damage == "flip":
        flip(path)
    else:
        os.truncate(path, 5 if damage == "cut" else 0)
    with pytest.raises(BlobDamaged, match=digest):
        get(database, digest)
    with pytest.raises(BlobDamaged), database.read() as unit, unit.blobs.open(digest):
        pytest.fail("the file was handed out")
    # The same bytes once more mend it.
    assert put(database, b"the bytes of a decision") == digest
    assert get(database, digest) == b"the bytes of a decision"


def test_a_missing_file_is_named(database: Database, home: Path) -> None:
    digest = put(database, b"bytes")
    (home / "blobs" / digest[:2] / digest[2:]).unlink()
    with pytest.raises(BlobMissing, match="backup"):
        get(database, digest)
    with database.read() as unit:
        assert not unit.blobs.exists(digest)


def test_a_file_without_a_row_is_no_blob(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as unit:  # noqa: PT012
        digest = unit.blobs.put(b"bytes", "text/plain")
        raise RuntimeError("afterwards")
    with pytest.raises(BlobMissing):
        get(database, digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab", "AB" * 32, "/" * 64, ""])
def test_only_a_digest_becomes_a_path(tmp_path: Path, database: Database, name: str) -> None:
    folder = BlobFolder(tmp_path)
    with pytest.raises(BlobMissing):
        folder.path(name)
    with pytest.raises(BlobMissing), database.read() as unit:
        unit.blobs.get(Digest(name))


def failing_fsync(_descriptor: int) -> None:
    raise OSError(28, "No space left on device", "blobs")


def test_a_full_disk_leaves_no_row_and_no_file(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, b"so that the folders are there")
    before = files(home)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing_fsync)
        with pytest.raises(BlobNotStored, match="No space left"):
            put(database, b"bytes")
    assert files(home) == before
    with database.read() as unit:
        assert not unit.blobs.exists(digest_of(b"bytes"))


def test_a_source_that_is_missing_is_an_error_for_people(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NahkodaError, match="No such file") as caught:
        put(database, tmp_path / "survey.csv")
    assert "survey.csv" in caught.value.where
