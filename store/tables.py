"""The tables. Frozen ones (see `FROZEN`) are only ever added to; triggers in the migrations refuse the rest.

Quantities are whole millionths in BIGINT, hence the suffix `_e6` (848808 in `luas_ha_e6` is 0.848808
ha). NULL in such a column is *not filled*, unless the column stands in `not_applicable` of its row: then
it is *not applicable*. Text that is compared or sorted byte by byte (codes, digests) has the collation C
on PostgreSQL, as it has on SQLite.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from planning.rules import RULE_SETS, SIZES


def _code(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


CODE = _code(13)
DIGEST = _code(64)
NAME = _code(32)
# Of an RW or RT: text, because 001 stays 001.
NUMBER = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers rows by itself only in a column of the type INTEGER, which has 64 bits there.
ID = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware of its zone on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a stored moment has a zone; {value!r} has none")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables, with named constraints, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class TerritoryRow(Base):
    """A place of the list of codes; `name` is NULL for a place that is known by its outline only."""

    __tablename__ = "territory"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str] = mapped_column(NAME)
    outline: Mapped[str | None] = mapped_column(Text)
    list_sha256: Mapped[str | None] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    outline_sha256: Mapped[str | None] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)


class RtOutlineRow(Base):
    """The outline of one RT, as the kelurahan numbers it."""

    __tablename__ = "rt_outline"

    kode: Mapped[str] = mapped_column(CODE, primary_key=True)
    rw: Mapped[str] = mapped_column(NUMBER, primary_key=True)
    rt: Mapped[str] = mapped_column(NUMBER, primary_key=True)
    outline: Mapped[str] = mapped_column(Text)
    source_name: Mapped[str] = mapped_column(Text)
    source_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)


class BlobRow(Base):
    """Bytes that lie in the blobs folder."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyImportRow(Base):
    """One survey file as it was read; `fingerprint` identifies the file and the rows kept of it."""

    __tablename__ = "survey_import"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(DIGEST, unique=True)
    source_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    source_name: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(NAME)
    sk_number: Mapped[str | None] = mapped_column(Text)
    sk_date: Mapped[date | None] = mapped_column(Date)
    tahun_option: Mapped[int | None] = mapped_column(Integer)
    partial: Mapped[bool]
    rows_kept: Mapped[int] = mapped_column(Integer)
    rows_refused: Mapped[int] = mapped_column(Integer)
    baseline_count: Mapped[int] = mapped_column(Integer)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)


class BaselineRow(Base):
    """The rows of one kelurahan and year of one import, numbered 1, 2, 3… within the kelurahan."""

    __tablename__ = "baseline"
    __table_args__ = (UniqueConstraint("kode_kelurahan", "number"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(ID, ForeignKey("survey_import.id"), index=True)
    kode_kelurahan: Mapped[str] = mapped_column(CODE)
    name: Mapped[str] = mapped_column(Text)
    tahun: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    rt_count: Mapped[int] = mapped_column(Integer)
    rt_refused: Mapped[int] = mapped_column(Integer)


SIZE_COLUMNS: tuple[str, ...] = tuple(f"{size}_e6" for size in SIZES)
VOLUME_CODES: tuple[str, ...] = tuple(sorted({code for rule in RULE_SETS.values() for code in rule.codes}))
"""Every parameter code that any rule set has; a baseline fills those of its own."""

# A Core table: its rows go in and out by the hundred thousand and are never objects.
RT_ROW = Table(
    "rt_row",
    Base.metadata,
    Column("baseline_id", ID, ForeignKey("baseline.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, nullable=False),
    Column("rw", Text, nullable=False),
    Column("rt", Text, nullable=False),
    Column("kawasan", Text, nullable=False),
    *(Column(name, BigInteger) for name in SIZE_COLUMNS),
    *(Column(f"v{code}_e6", BigInteger) for code in VOLUME_CODES),
    Column("not_applicable", Text, nullable=False),
    # The key is the order in which rows are written and read, so it is the table.
    sqlite_with_rowid=False,
)


class DocumentRow(Base):
    """A document of a territory, whatever its versions."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(NAME)
    code: Mapped[str] = mapped_column(CODE)


class DocumentVersionRow(Base):
    """One version of a document: what it was made from and with; `plan_id` is NULL where it prints no plan."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        UniqueConstraint("document_id", "inputs_sha256"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ID, ForeignKey("document.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(NAME)
    baseline_id: Mapped[int | None] = mapped_column(ID, ForeignKey("baseline.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ID, ForeignKey("plan_version.id"), index=True)
    inputs_sha256: Mapped[str] = mapped_column(DIGEST)
    snapshot_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    template_sha256: Mapped[str] = mapped_column(DIGEST)
    toolchain: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)


class DocumentFileRow(Base):
    """The bytes of a version in one format."""

    __tablename__ = "document_file"

    version_id: Mapped[int] = mapped_column(
        ID, ForeignKey("document_version.id"), primary_key=True, autoincrement=False
    )
    format: Mapped[str] = mapped_column(NAME, primary_key=True)
    sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)


class ManuscriptRow(Base):
    """The consultant's own text and profile of one kelurahan, numbered 1, 2, 3… within it."""

    __tablename__ = "manuscript"
    __table_args__ = (UniqueConstraint("kode", "number"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    kode: Mapped[str] = mapped_column(CODE)
    number: Mapped[int] = mapped_column(Integer)
    content_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)


class CatalogueRow(Base):
    """What a territory adds to the catalogue of works, numbered 1, 2, 3… within it."""

    __tablename__ = "catalogue"
    __table_args__ = (UniqueConstraint("kode", "number"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    kode: Mapped[str] = mapped_column(CODE)
    number: Mapped[int] = mapped_column(Integer)
    content_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)


class PlanVersionRow(Base):
    """One state of a kelurahan's plan, numbered 1, 2, 3… within it, with the catalogue that it was made by."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("kode", "number"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    kode: Mapped[str] = mapped_column(CODE)
    number: Mapped[int] = mapped_column(Integer)
    baseline_id: Mapped[int] = mapped_column(ID, ForeignKey("baseline.id"), index=True)
    content_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    catalogue_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    source_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    source_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)


class GateRulesRow(Base):
    """What a territory adds to the rules of the gates, numbered 1, 2, 3… within it."""

    __tablename__ = "gate_rules"
    __table_args__ = (UniqueConstraint("kode", "number"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    kode: Mapped[str] = mapped_column(CODE)
    number: Mapped[int] = mapped_column(Integer)
    content_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)


class GateSummaryRow(Base):
    """How a gate report came out: for exactly what (`inputs_sha256`), judged on `day`, and true until `until`.

    NULL in `until`: no day changes it. One row for each document; the report is made again from its inputs at any time.
    """

    __tablename__ = "gate_summary"

    kind: Mapped[str] = mapped_column(NAME, primary_key=True)
    kode: Mapped[str] = mapped_column(CODE, primary_key=True)
    inputs_sha256: Mapped[str] = mapped_column(DIGEST)
    day: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    summary: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProcessRow(Base):
    """Where the process of a document stands: what its events add up to, for questions over many of them.

    `version` counts its events, `event_id` is the last of them, `since` when stage or status were entered, `entered`
    when the stage was. `submission` is the number of the open one; `ends` what runs out on a day, canonical JSON.
    """

    __tablename__ = "process"

    kind: Mapped[str] = mapped_column(NAME, primary_key=True)
    kode: Mapped[str] = mapped_column(CODE, primary_key=True)
    stage: Mapped[str] = mapped_column(NAME)
    status: Mapped[str] = mapped_column(NAME)
    revision: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    rules_sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    entered: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[int | None] = mapped_column(Integer)
    ends: Mapped[str] = mapped_column(Text)
    event_id: Mapped[int] = mapped_column(ID, ForeignKey("event.id"), index=True)


class RoleGrantRow(Base):
    """A role that an account has for a territory between two days, until it is revoked.

    `represents` is the grant whose holder this one stands in for by letter. `id` is the event that granted it.
    """

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(ID, ForeignKey("event.id"), primary_key=True, autoincrement=False)
    akun: Mapped[str] = mapped_column(Text, index=True)
    nama: Mapped[str] = mapped_column(Text)
    jabatan: Mapped[str] = mapped_column(Text)
    peran: Mapped[str] = mapped_column(NAME)
    unit: Mapped[str] = mapped_column(Text)
    wilayah: Mapped[str] = mapped_column(CODE, index=True)
    mulai: Mapped[date] = mapped_column(Date)
    sampai: Mapped[date | None] = mapped_column(Date)
    surat: Mapped[str] = mapped_column(Text)
    represents: Mapped[int | None] = mapped_column(ID, ForeignKey("role_grant.id"), index=True)
    revoked: Mapped[int | None] = mapped_column(ID, ForeignKey("event.id"), index=True)


class EventBlobRow(Base):
    """Bytes that an event brought or speaks of."""

    __tablename__ = "event_blob"

    event_id: Mapped[int] = mapped_column(ID, ForeignKey("event.id"), primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(DIGEST, ForeignKey("blob.sha256"), primary_key=True, index=True)


class EventRow(Base):
    """What happened, who did it, to what; `id` runs 1, 2, 3… without a gap, `data` is canonical JSON.

    `key` names the request that made it happen, where the requester gave one, so that the same request does it once.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "subject", "id"), Index("uq_event_key", "key", unique=True))

    id: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(NAME)
    subject: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)


FROZEN: tuple[str, ...] = (
    "blob",
    "survey_import",
    "baseline",
    "rt_row",
    "document_version",
    "document_file",
    "manuscript",
    "catalogue",
    "plan_version",
    "gate_rules",
    "event",
    "event_blob",
)
"""Tables whose rows are never changed and never deleted."""
STEPPING: tuple[str, ...] = ("process", "role_grant")
"""Tables that only ever follow their events: no row is deleted, and a change names a newer event."""
KEPT_FOR_SPEED: tuple[str, ...] = ("gate_summary",)
"""Tables that could be emptied at any time: what they say is computed again."""
