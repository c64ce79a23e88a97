"""Whether the RPLP of a kab/kota's kelurahan and its RP2KP-KP say the same, and nothing is counted twice.

The consolidation check of programme.md section 9, item 6: same baseline, same activity codes, no double volume,
money or hectares, and what stands in only one of the two. Every finding is said in both languages of the house.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from planning.authority import Skala
from planning.city_manuscript import CityManuscript, KegiatanKota
from planning.finding_kind import Severity
from planning.funding import FundingLine, grouped
from planning.plan import Activity, AreaReading, Jalur, Plan
from planning.wording import Either, either

_E, _W = Severity.ERROR, Severity.WARNING
_NAMED = 6
"""Codes that one sentence lists; the others it counts."""


@dataclass(frozen=True)
class ConsistencyKind:
    """What one code means: usual severity, and the message in both languages."""

    code: str
    severity: Severity
    indonesian: str
    english: str


CONSISTENCY_KINDS: dict[str, ConsistencyKind] = {
    kind.code: kind
    for kind in (
        ConsistencyKind(
            "K001", _W,
            "RPLP disusun atas baseline {baseline}, sedangkan baseline {newest} sudah ada. Susun ulang rencana atas "
            "baseline terbaru agar keadaan yang dikonsolidasikan sama.",
            "The RPLP stands on baseline {baseline}, and there is a baseline {newest}. Draw the plan up again on the "
            "newest one, so that the same state is consolidated.",
        ),
        ConsistencyKind(
            "K002", _W,
            "Delineasi seluas {hectares} ha belum memiliki rencana RPLP, sehingga luas itu tidak berkurang dalam "
            "skenario.",
            "A delineation of {hectares} ha has no RPLP plan, so its area does not fall in the scenario.",
        ),
        ConsistencyKind(
            "K003", _E,
            "Kegiatan RPLP {codes} menyebut kode {other}, yang tidak ada dalam rencana kab/kota. Perbaiki kode itu "
            "atau masukkan kegiatannya.",
            "The RPLP activities {codes} name the code {other}, which the city plan does not have. Correct the code or "
            "take the activity in.",
        ),
        ConsistencyKind(
            "K004", _W,
            "Usulan skala {scale} {codes} hanya ada dalam RPLP. Tampung dalam rencana kab/kota atau jelaskan mengapa "
            "ditunda.",
            "The proposals of scale {scale} {codes} stand only in the RPLP. Take them into the city plan, or say why "
            "they wait.",
        ),
        ConsistencyKind(
            "K005", _E,
            "Kegiatan skala lingkungan ini hanya ada dalam rencana kab/kota: tidak ada RPLP yang menyebut kodenya.",
            "This activity of neighbourhood scale stands only in the city plan: no RPLP names its code.",
        ),
        ConsistencyKind(
            "K006", _W,
            "Kegiatan skala {scale} ini hanya ada dalam rencana kab/kota; RPLP {places} tidak mengusulkannya.",
            "This activity of scale {scale} stands only in the city plan; the RPLP of {places} does not propose it.",
        ),
        ConsistencyKind(
            "K007", _E,
            "Volume dalam rencana kab/kota {found} {unit}, sedangkan jumlah dalam RPLP {other} {unit}.",
            "The volume is {found} {unit} in the city plan and {other} {unit} in the RPLP together.",
        ),
        ConsistencyKind(
            "K008", _E,
            "Biaya dalam rencana kab/kota Rp{found}, sedangkan jumlah dalam RPLP Rp{other}.",
            "The cost is Rp{found} in the city plan and Rp{other} in the RPLP together.",
        ),
        ConsistencyKind(
            "K009", _E,
            "Satuan dalam rencana kab/kota {found}, sedangkan RPLP memakai {other}; volumenya tidak dapat "
            "dibandingkan.",
            "The unit is {found} in the city plan, and the RPLP uses {other}; the volumes cannot be compared.",
        ),
        ConsistencyKind(
            "K010", _E,
            "RPLP {places} menyebut kegiatan ini, tetapi rencana kab/kota tidak mencantumkan kelurahan itu sebagai "
            "lokasinya.",
            "The RPLP of {places} names this activity, but the city plan does not list that kelurahan as its place.",
        ),
        ConsistencyKind(
            "K011", _E,
            "Kegiatan RPLP {codes} berlangsung {found}, di luar masa {limit} dalam rencana kab/kota.",
            "The RPLP activities {codes} run {found}, outside the years {limit} of the city plan.",
        ),
        ConsistencyKind(
            "K012", _E,
            "Dana {source} tahun {year} sebesar Rp{found} dengan bukti {evidence} tercantum pada {codes} dan pada "
            "{other}. Satu dana tidak boleh dihitung dua kali.",
            "Rp{found} of {source} in {year} on the evidence {evidence} stand both with {codes} and with {other}. The "
            "same money must not be counted twice.",
        ),
        ConsistencyKind(
            "K013", _W,
            "Volume {found} {unit} tercantum pada {codes} dan pada kegiatan kab/kota {other} di kelurahan dan tahun "
            "yang sama tanpa saling menyebut. Bila pekerjaannya sama, hubungkan kodenya.",
            "A volume of {found} {unit} stands with {codes} and with the city's {other} in the same kelurahan and "
            "year, and neither names the other. If it is the same work, link the codes.",
        ),
        ConsistencyKind(
            "K014", _W,
            "Nama kawasan ini dipakai di {places}. Luasnya dihitung per kelurahan dan dijumlahkan; bila kawasan itu "
            "satu kesatuan, luasnya jangan dicatat utuh di setiap kelurahan.",
            "This name of a kawasan is used in {places}. Its area is counted per kelurahan and summed; if it is one "
            "kawasan, its whole area must not stand in each.",
        ),
        ConsistencyKind(
            "K015", _E,
            "Naskah kab/kota menyebut {found}, yang tidak ada dalam baseline yang dikonsolidasikan.",
            "The city's manuscript names {found}, which no consolidated baseline has.",
        ),
        ConsistencyKind(
            "K016", _W,
            "RPLP tidak sama cara membaca luas: {found}. Jumlah luas per tahun mencampur cara-cara itu.",
            "The RPLP read hectares in different ways: {found}. The sum by year mixes them.",
        ),
        ConsistencyKind(
            "K017", _W,
            "Target RPLP tahun {found}, sesudah akhir rencana kab/kota tahun {limit}.",
            "The target of the RPLP is {found}, after the end of the city plan in {limit}.",
        ),
        ConsistencyKind(
            "K018", _W,
            "Sebanyak {count} kegiatan peningkatan kualitas dalam RPLP tidak menyebut kode kegiatan kab/kota: {codes}.",
            "{count} activities of quality improvement in the RPLP name no city activity: {codes}.",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Inconsistency:
    """One finding; `subject` is a code of a kelurahan or activity, or a name, "" for the document as a whole."""

    code: str
    severity: Severity
    subject: str
    values: tuple[tuple[str, str], ...]

    @property
    def text(self) -> Either:
        """The sentence in both languages."""
        kind, values = CONSISTENCY_KINDS[self.code], dict(self.values)
        return either(kind.indonesian.format(**values), kind.english.format(**values))


@dataclass(frozen=True)
class MemberPlan:
    """One kelurahan as it was consolidated.

    baseline, newest  numbers of the baseline taken in and of the newest one
    kawasan           names of its kawasan
    delineated        their area in millionths of a hectare
    satuan            units of the works that its plan uses, by catalogue code
    """

    kode: str
    nama: str
    baseline: int
    newest: int
    kawasan: tuple[str, ...]
    delineated: int
    plan: Plan | None
    satuan: Mapping[str, str]


@dataclass(frozen=True)
class Linked:
    """An activity of an RPLP with the kelurahan that it belongs to."""

    member: MemberPlan
    activity: Activity

    @property
    def label(self) -> str:
        """Name of the kelurahan and code of the activity."""
        return f"{self.member.nama} {self.activity.kode}"


def links_of(members: Sequence[MemberPlan]) -> dict[str, list[Linked]]:
    """The activities of RPLP by the city code that they name, which may be one that the city does not have."""
    found: dict[str, list[Linked]] = defaultdict(list)
    for member in members:
        for activity in member.plan.kegiatan if member.plan else ():
            if activity.kode_kabkota:
                found[activity.kode_kabkota].append(Linked(member, activity))
    return dict(found)


def check_consistency(manuscript: CityManuscript, members: Sequence[MemberPlan]) -> tuple[Inconsistency, ...]:
    """All findings K001 to K018, errors first, then by code and subject."""
    found = _Checks(manuscript, members).all()
    return tuple(sorted(found, key=lambda each: (each.severity is _W, each.code, each.subject, each.values)))


def _say(code: str, subject: str, severity: Severity | None = None, **values: object) -> Inconsistency:
    texts = {name: str(value) for name, value in values.items()}
    return Inconsistency(
        code, severity or CONSISTENCY_KINDS[code].severity, subject, tuple(sorted(texts.items()))
    )


def _listed(codes: Sequence[str]) -> str:
    rest = len(codes) - _NAMED
    return ", ".join(codes[:_NAMED]) + (f" (+{rest})" if rest > 0 else "")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


class _Checks:
    """What all checks share."""

    def __init__(self, manuscript: CityManuscript, members: Sequence[MemberPlan]) -> None:
        self.manuscript = manuscript
        self.members = members
        self.by_code = {each.kode: each for each in manuscript.kegiatan}
        self.member = {each.kode: each for each in members}
        self.links = links_of(members)

    def all(self) -> Iterator[Inconsistency]:
        for member in self.members:
            yield from self._member(member)
        for kode, linked in self.links.items():
            if kode not in self.by_code:
                yield from self._unknown(kode, linked)
        for activity in self.manuscript.kegiatan:
            linked = self.links.get(activity.kode, [])
            yield from self._linked(activity, linked) if linked else self._alone(activity)
        yield from self._twice()
        yield from self._places()
        yield from self._readings()

    # --- one kelurahan ----------------------------------------------------------------------------

    def _member(self, member: MemberPlan) -> Iterator[Inconsistency]:
        plan = member.plan
        if plan is None:
            if member.delineated:
                area = _plain(Decimal(member.delineated).scaleb(-6))
                yield _say("K002", member.nama, hectares=area)
            return
        if member.newest != member.baseline:
            yield _say("K001", member.nama, baseline=member.baseline, newest=member.newest)
        last = self.manuscript.dokumen.tahun_akhir
        if last is not None and plan.settings.tahun_target > last:
            yield _say("K017", member.nama, found=plan.settings.tahun_target, limit=last)
        bare = [each for each in plan.kegiatan if not each.kode_kabkota]
        for scale in (Skala.KAWASAN, Skala.KOTA):
            codes = [each.kode for each in bare if each.skala is scale]
            if codes:
                yield _say("K004", member.nama, scale=scale.value, codes=_listed(codes))
        codes = [e.kode for e in bare if e.skala is Skala.LINGKUNGAN and e.jalur is Jalur.PENINGKATAN]
        if codes:
            yield _say("K018", member.nama, count=len(codes), codes=_listed(codes))

    def _unknown(self, kode: str, linked: Sequence[Linked]) -> Iterator[Inconsistency]:
        by_member: dict[str, list[str]] = defaultdict(list)
        for each in linked:
            by_member[each.member.nama].append(each.activity.kode)
        for nama, codes in by_member.items():
            yield _say("K003", nama, codes=_listed(codes), other=kode)

    # --- one city activity ------------------------------------------------------------------------

    def _alone(self, activity: KegiatanKota) -> Iterator[Inconsistency]:
        if activity.skala is Skala.LINGKUNGAN:
            yield _say("K005", activity.kode)
        elif activity.skala is Skala.KAWASAN:
            with_plan = [
                self.member[kode].nama
                for kode in activity.kelurahan
                if kode in self.member and self.member[kode].plan is not None
            ]
            if with_plan:
                yield _say("K006", activity.kode, scale=activity.skala.value, places=_listed(with_plan))

    def _linked(self, activity: KegiatanKota, linked: Sequence[Linked]) -> Iterator[Inconsistency]:
        # What only proposes a larger work need not have its size; what is gathered has to add up.
        severity = _E if activity.skala is Skala.LINGKUNGAN else _W
        units = {each.member.satuan.get(each.activity.katalog, "") for each in linked}
        amounts = [each.activity.jumlah for each in linked]
        if activity.volume is not None and None not in amounts:
            if units != {activity.satuan}:
                yield _say(
                    "K009",
                    activity.kode,
                    severity,
                    found=activity.satuan,
                    other=", ".join(sorted(units)) or "–",
                )
            elif (total := sum(each for each in amounts if each is not None)) != activity.volume:
                yield _say(
                    "K007",
                    activity.kode,
                    severity,
                    found=_plain(activity.volume),
                    unit=activity.satuan,
                    other=_plain(Decimal(total)),
                )
        costs = [each.activity.rab for each in linked]
        if activity.rab is not None and None not in costs:
            cost = sum(each for each in costs if each is not None)
            if cost != activity.rab:
                yield _say("K008", activity.kode, severity, found=grouped(activity.rab), other=grouped(cost))
        if activity.kelurahan:
            outside = sorted({e.member.nama for e in linked if e.member.kode not in activity.kelurahan})
            if outside:
                yield _say("K010", activity.kode, places=_listed(outside))
        span = range(activity.tahun_mulai, activity.tahun_selesai + 1)
        late = [
            each
            for each in linked
            if each.activity.tahun_mulai not in span or each.activity.tahun_selesai not in span
        ]
        if late:
            first = min(each.activity.tahun_mulai for each in late)
            last = max(each.activity.tahun_selesai for each in late)
            yield _say(
                "K011",
                activity.kode,
                severity,
                codes=_listed([each.label for each in late]),
                found=f"{first}–{last}" if first != last else first,
                limit=f"{span[0]}–{span[-1]}" if len(span) > 1 else span[0],
            )

    # --- nothing twice ----------------------------------------------------------------------------

    @cached_property
    def _own(self) -> tuple[Linked, ...]:
        """The activities of RPLP that name no city activity."""
        return tuple(
            Linked(member, activity)
            for member in self.members
            for activity in (member.plan.kegiatan if member.plan else ())
            if activity.kode_kabkota not in self.by_code
        )

    def _twice(self) -> Iterator[Inconsistency]:
        def key(line: FundingLine) -> tuple[str, int, int, str]:
            return line.sumber, line.tahun, line.jumlah, line.bukti.strip().casefold()

        paid = defaultdict(list)
        for each in self._own:
            for line in each.activity.dana:
                if line.bukti.strip():
                    paid[key(line)].append(each.label)
        for activity in self.manuscript.kegiatan:
            for line in activity.dana:
                if same := paid.get(key(line)):
                    yield _say(
                        "K012",
                        activity.kode,
                        source=line.sumber,
                        year=line.tahun,
                        found=grouped(line.jumlah),
                        evidence=line.bukti,
                        codes=_listed(same),
                        other=activity.kode,
                    )
        for activity in self.manuscript.kegiatan:
            if not activity.volume:
                continue
            same = [
                each.label
                for each in self._own
                if each.member.kode in activity.kelurahan
                and each.activity.jumlah == activity.volume
                and each.member.satuan.get(each.activity.katalog) == activity.satuan
                and each.activity.tahun_mulai <= activity.tahun_selesai
                and activity.tahun_mulai <= each.activity.tahun_selesai
            ]
            if same:
                yield _say(
                    "K013",
                    activity.kode,
                    found=_plain(activity.volume),
                    unit=activity.satuan,
                    codes=_listed(same),
                    other=activity.kode,
                )

    def _places(self) -> Iterator[Inconsistency]:
        owners: dict[str, list[str]] = defaultdict(list)
        for member in self.members:
            for kawasan in member.kawasan:
                owners[kawasan].append(member.nama)
        for kawasan, places in owners.items():
            if len(places) > 1:
                yield _say("K014", kawasan, places=_listed(places))
        known = {(member.kode, kawasan) for member in self.members for kawasan in member.kawasan}
        said = [
            *((each.kelurahan, each.kawasan) for each in self.manuscript.kawasan),
            *((each.kelurahan, each.kawasan) for each in self.manuscript.selisih if each.kawasan),
            *((each.kelurahan, each.kawasan) for each in self.manuscript.desain),
        ]
        for kode, kawasan in dict.fromkeys(said):
            if (kode, kawasan) not in known:
                yield _say("K015", kode, found=f"{kawasan} ({kode})")
        for activity in self.manuscript.kegiatan:
            missing = [kode for kode in activity.kelurahan if kode not in self.member]
            if missing:
                yield _say("K015", activity.kode, found=_listed(missing))

    def _readings(self) -> Iterator[Inconsistency]:
        counted: Counter[AreaReading] = Counter(
            member.plan.settings.cara_luas for member in self.members if member.plan
        )
        if len(counted) > 1:
            found = ", ".join(f"{reading.value} ({number})" for reading, number in counted.most_common())
            yield _say("K016", "", found=found)
