"""The activities and the money of a kab/kota and its kelurahan, every rupiah once. Pure.

What an RPLP and a city activity both hold is counted where it is planned: works of neighbourhood scale in the RPLP,
works of the scale of a kawasan or kota in the city plan, as soon as that says what they cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generators.facts.place import Value
from generators.facts.plan import SourceFacts
from generators.indonesian import rounded
from generators.rp2kpkp.member import CityMember
from generators.rp2kpkp.snapshot import (
    CityActivity,
    FunderFacts,
    InvestmentFacts,
    LinkFacts,
    MemoRow,
    ProposalFacts,
    ReadyCell,
    RecapRow,
)
from generators.rplp.plan_context import aspects_of, money_facts, source_facts
from planning.authority import Kewenangan, Skala
from planning.catalogue import CatalogueEntry, Komponen
from planning.city_manuscript import CityManuscript, KegiatanKota, Siap, Syarat
from planning.funding import SOURCES, FundingLine, total_of
from planning.plan import Activity
from planning.rules import ASPECTS, RuleSet

RECAP_HEADS = (*(aspect.short for aspect in ASPECTS), "Sosial", "Ekonomi", "RTP dan lainnya")
"""Columns of the recap: the seven scored indicators, then what is no work on one of them."""
_SOCIAL, _ECONOMIC, _OTHER = range(len(ASPECTS), len(RECAP_HEADS))
NEEDED = {
    Syarat.DED: "DED",
    Syarat.RAB: "RAB",
    Syarat.KELAYAKAN: "Kelayakan",
    Syarat.LINGKUNGAN: "Lingkungan",
    Syarat.LAHAN: "Lahan",
    Syarat.DANA: "Sumber dana",
    Syarat.PENGELOLA: "Pengelola",
}
"""The items of readiness and how table T-K12 heads them."""


@dataclass(frozen=True)
class CityWorks:
    """What `city_works` gives; fields as in `CitySnapshot`."""

    kegiatan: tuple[CityActivity, ...]
    usulan: tuple[ProposalFacts, ...]
    recap_heads: tuple[str, ...]
    recap: tuple[RecapRow, ...]
    investasi: InvestmentFacts
    memorandum: tuple[FunderFacts, ...]
    syarat: tuple[str, ...]


def city_works(
    members: Sequence[CityMember], manuscript: CityManuscript, authority: Mapping[str, str]
) -> CityWorks:
    """Action plan, proposals, recap, investment and memorandum of the kab/kota.

    `authority` is the level of government of each kelurahan with a delineation, by its code.
    """
    ledger = _Ledger(members, manuscript, authority)
    return CityWorks(
        tuple(map(ledger.activity, manuscript.kegiatan)),
        tuple(ledger.proposals()),
        RECAP_HEADS,
        tuple(_recap(member) for member in members if member.view),
        ledger.investment(),
        tuple(ledger.funders()),
        tuple(NEEDED.values()),
    )


class _Ledger:
    """Which activities count where, and their money by year."""

    def __init__(
        self, members: Sequence[CityMember], manuscript: CityManuscript, authority: Mapping[str, str]
    ) -> None:
        self.members = members
        self.authority = authority
        self.manuscript = manuscript
        self.by_code = {each.kode: each for each in manuscript.kegiatan}
        self.name = {member.code.text: member.nama for member in members}
        self.links: dict[str, list[LinkFacts]] = {}
        for member in members:
            for each in _activities(member):
                link = LinkFacts(member.code.text, member.nama, each.kode)
                self.links.setdefault(each.kode_kabkota, []).append(link)
        self.city_lines = [line for each in manuscript.kegiatan if self.counts(each) for line in each.dana]
        self.rplp_lines = {
            member.code.text: [
                line for each in _activities(member) if self.counts_in_rplp(each) for line in each.dana
            ]
            for member in members
        }
        lines = [*self.city_lines, *(line for found in self.rplp_lines.values() for line in found)]
        document = manuscript.dokumen
        planned = {year for year in (document.tahun_awal, document.tahun_akhir) if year is not None}
        for member in members:
            if member.view:
                planned |= set(member.view.plan.settings.years)
        planned |= {line.tahun for line in lines}
        self.lines = lines
        self.years = tuple(range(min(planned), max(planned) + 1)) if planned else ()

    # --- what counts ------------------------------------------------------------------------------

    def counts(self, activity: KegiatanKota) -> bool:
        """Whether the money of a city activity counts: not where it only gathers activities of RPLP."""
        return activity.skala is not Skala.LINGKUNGAN or activity.kode not in self.links

    def counts_in_rplp(self, activity: Activity) -> bool:
        """Whether the money of an RPLP activity counts: not where the city has taken a larger work up with its cost."""
        taken = self.by_code.get(activity.kode_kabkota)
        return taken is None or taken.skala is Skala.LINGKUNGAN or not (taken.rab or taken.dana)

    # --- tables -----------------------------------------------------------------------------------

    def activity(self, each: KegiatanKota) -> CityActivity:
        said = {item.syarat: item for item in each.kesiapan}
        cells = tuple(
            ReadyCell(
                head,
                said[syarat].status.value if syarat in said else None,
                said[syarat].bukti if syarat in said else "",
            )
            for syarat, head in NEEDED.items()
        )
        first = self.manuscript.dokumen.tahun_awal
        if first is None:
            first = min(other.tahun_mulai for other in self.manuscript.kegiatan)
        return CityActivity(
            each.kode,
            each.program,
            each.nama,
            each.skala.value,
            each.jalur.value,
            each.pelaksana.value,
            self._levels(each),
            each.aspek,
            tuple(self.name.get(kode, kode) for kode in each.kelurahan),
            each.kawasan,
            each.tahun_mulai,
            each.tahun_selesai,
            _amount(each.volume),
            each.satuan,
            each.rab,
            each.funded,
            max(0, (each.rab or 0) - each.funded),
            tuple(map(money_facts, each.dana)),
            tuple(self.links.get(each.kode, ())),
            self.counts(each),
            each.tahun_mulai <= first,
            cells,
            all(cell.status in (Siap.ADA, Siap.TIDAK_BERLAKU) for cell in cells),
            each.keterangan,
        )

    def _levels(self, each: KegiatanKota) -> tuple[str, ...]:
        levels = {self.authority.get(kode, "") or Kewenangan.KABKOTA.value for kode in each.kelurahan}
        return tuple(level.value for level in Kewenangan if level.value in levels) or (
            Kewenangan.KABKOTA.value,
        )

    def proposals(self) -> Iterable[ProposalFacts]:
        for member in self.members:
            for each in _activities(member):
                if each.skala is Skala.LINGKUNGAN:
                    continue
                entry = _entry(member, each)
                known = each.kode_kabkota in self.by_code
                yield ProposalFacts(
                    member.code.text,
                    member.nama,
                    each.kode,
                    each.nama,
                    each.skala.value,
                    _amount(each.jumlah),
                    entry.satuan if entry else "",
                    each.tahun_selesai,
                    each.rab,
                    each.kode_kabkota,
                    "ditampung" if known else "kode salah" if each.kode_kabkota else "belum ditampung",
                    self.counts_in_rplp(each),
                )

    def investment(self) -> InvestmentFacts:
        cost = short = twice = 0
        for own in self.manuscript.kegiatan:
            if self.counts(own):
                cost, short = cost + (own.rab or 0), short + max(0, (own.rab or 0) - own.funded)
            else:
                twice += own.funded
        for member in self.members:
            for each in _activities(member):
                if self.counts_in_rplp(each):
                    cost, short = cost + (each.rab or 0), short + max(0, (each.rab or 0) - each.funded)
                else:
                    twice += each.funded
        sources = source_facts(self.lines, self.years)
        scales = [
            (
                scale.value,
                [x for o in self.manuscript.kegiatan if self.counts(o) and o.skala is scale for x in o.dana],
            )
            for scale in (Skala.KOTA, Skala.KAWASAN, Skala.LINGKUNGAN)
        ]
        scales.append(("RPLP", [line for found in self.rplp_lines.values() for line in found]))
        return InvestmentFacts(
            self.years,
            sources,
            tuple(
                SourceFacts((), label, by := self.by_year(lines), sum(by)) for label, lines in scales if lines
            ),
            self.by_year(self.lines),
            total_of(self.lines),
            total_of(line for line in self.lines if line.status.needs_evidence),
            cost,
            short,
            twice,
        )

    def by_year(self, lines: Iterable[FundingLine]) -> tuple[int, ...]:
        """Whole rupiah of `lines` in each year of the document."""
        sums = dict.fromkeys(self.years, 0)
        for line in lines:
            sums[line.tahun] += line.jumlah
        return tuple(sums.values())

    def funders(self) -> Iterable[FunderFacts]:
        """The parties as the manuscript lists them, then the sources that no party answers for."""
        spoken_for = {source for party in self.manuscript.pihak for source in party.sumber}
        for party in self.manuscript.pihak:
            yield self._funder(
                party.nama, party.sumber, party.jabatan, party.penandatangan, party.nip, party.komitmen
            )
        rest = {line.sumber for line in self.lines} - spoken_for
        for label in dict.fromkeys(source.investasi for source in SOURCES.values()):
            codes = tuple(
                code for code, source in SOURCES.items() if source.investasi == label and code in rest
            )
            if codes:
                yield self._funder("", codes, "", "", "", "")

    def _funder(
        self, nama: str, codes: tuple[str, ...], jabatan: str, penandatangan: str, nip: str, komitmen: str
    ) -> FunderFacts:
        def theirs(lines: Iterable[FundingLine]) -> list[FundingLine]:
            return [line for line in lines if line.sumber in codes]

        rows = []
        for each in self.manuscript.kegiatan:
            if self.counts(each) and (lines := theirs(each.dana)):
                where = ", ".join(self.name.get(kode, kode) for kode in each.kelurahan)
                rows.append(MemoRow(each.kode, each.nama, where, self.by_year(lines), total_of(lines)))
        for member in self.members:
            found = self.rplp_lines[member.code.text]
            if lines := theirs(found):
                number = sum(
                    bool(theirs(each.dana)) for each in _activities(member) if self.counts_in_rplp(each)
                )
                what = f"{number} kegiatan RPLP"
                rows.append(MemoRow("RPLP", what, member.nama, self.by_year(lines), total_of(lines)))
        mine = theirs(self.lines)
        return FunderFacts(
            nama,
            tuple(dict.fromkeys(SOURCES[code].investasi for code in codes)),
            jabatan,
            penandatangan,
            nip,
            komitmen,
            tuple(rows),
            self.by_year(mine),
            total_of(mine),
            total_of(line for line in mine if line.status.needs_evidence),
        )


def _amount(value: Decimal | None) -> Value:
    """An amount of work as it is printed: at most two decimals."""
    return None if value is None else f"{rounded(value, 2).normalize():f}"


def _activities(member: CityMember) -> tuple[Activity, ...]:
    return member.view.plan.kegiatan if member.view else ()


def _entry(member: CityMember, activity: Activity) -> CatalogueEntry | None:
    return member.view.catalogue.by_code.get(activity.katalog) if member.view else None


def _recap(member: CityMember) -> RecapRow:
    assert member.view is not None  # noqa: S101 - asked by the caller
    rule = member.view.scenario.rt.places.rule
    count, cost = [0] * len(RECAP_HEADS), [0] * len(RECAP_HEADS)
    activities = _activities(member)
    for each in activities:
        column = _column(each, _entry(member, each), rule)
        count[column] += 1
        cost[column] += each.rab or 0
    ready = member.process.readiness if member.process else ()
    first = member.view.plan.settings.tahun_awal
    return RecapRow(
        member.code.text,
        member.nama,
        len(activities),
        sum(cost),
        sum(each.funded for each in activities),
        sum(each.rab is None for each in activities),
        sum(each.tahun_mulai <= first for each in activities),
        sum(each.siap for each in ready),
        tuple(count),
        tuple(cost),
    )


def _column(activity: Activity, entry: CatalogueEntry | None, rule: RuleSet) -> int:
    """Where an activity stands in the recap: under the first of its indicators, as in the RPLP."""
    if aspects := aspects_of(activity, entry, rule):
        return next(at for at, aspect in enumerate(ASPECTS) if aspect.number == aspects[0])
    if entry is not None and entry.komponen in (Komponen.SOSIAL, Komponen.KAPASITAS):
        return _SOCIAL
    return _ECONOMIC if entry is not None and entry.komponen is Komponen.EKONOMI else _OTHER
