"""What changed between two states of a plan: settings, activities, places and money, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from planning.plain import Plain, to_plain
from planning.plan import Activity, Plan
from planning.survey import rt_label
from planning.wording import Translate, words


@dataclass(frozen=True)
class PlanChange:
    """One difference.

    kegiatan  code of the activity, "" for a setting of the plan
    field     what changed: a field of the activity, or `lokasi RT 001/RW 02 2b`, `dana APBD-KAB 2027`
    before, after  as text; None where it was not there, or is not there any more
    """

    kegiatan: str
    field: str
    before: str | None
    after: str | None

    def text(self, translate: Translate) -> str:
        """The change in one line, in the language of `translate`."""
        subject = f"{self.kegiatan} {self.field}".strip()
        if self.before is None:
            return words("+ {subject}: {after}", subject=subject, after=self.after).said(translate)
        if self.after is None:
            return words("- {subject}: {before}", subject=subject, before=self.before).said(translate)
        return words(
            "~ {subject}: {before} → {after}", subject=subject, before=self.before, after=self.after
        ).said(translate)


def plan_changes(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """All differences, the plan's own first, then activities in the order of `after`, removed ones last.

    A new or removed activity is one change named `kegiatan`, with its name.
    """
    changes = [
        *_differences("", {"baseline": str(before.baseline)}, {"baseline": str(after.baseline)}),
        *_differences("", _values(before.settings), _values(after.settings)),
    ]
    old = {activity.kode: activity for activity in before.kegiatan}
    new = {activity.kode: activity for activity in after.kegiatan}
    for kode, activity in new.items():
        if kode in old:
            changes += _differences(kode, _activity(old[kode]), _activity(activity))
        else:
            changes.append(PlanChange(kode, "kegiatan", None, activity.nama))
    changes += [
        PlanChange(kode, "kegiatan", activity.nama, None) for kode, activity in old.items() if kode not in new
    ]
    return tuple(changes)


def _differences(kegiatan: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[PlanChange]:
    for name in dict.fromkeys((*before, *after)):
        was, is_now = before.get(name), after.get(name)
        if was != is_now:
            yield PlanChange(kegiatan, name, was, is_now)


def _activity(activity: Activity) -> dict[str, str]:
    """The fields of an activity as texts; places and money one by one, by what identifies them."""
    values = _values(activity, without=("lokasi", "dana", "manfaat", "urutan"))
    values |= _values(activity.manfaat)
    if activity.urutan is not None:
        values |= _values(activity.urutan)
    volumes: dict[str, list[str]] = {}
    for each in activity.lokasi:
        name = " ".join(filter(None, ("lokasi", rt_label(each.rw, each.rt), each.parameter, str(each.tahun))))
        volumes.setdefault(name, []).append(_text(to_plain(each.volume)) or "–")
    money: dict[str, list[str]] = {}
    for line in activity.dana:
        text = " ".join(filter(None, (str(line.jumlah), line.status.value, line.bukti)))
        money.setdefault(f"dana {line.sumber} {line.tahun}", []).append(text)
    return values | {name: "; ".join(texts) for name, texts in (volumes | money).items()}


def _values(record: object, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """The filled fields of a dataclass as texts."""
    plain = to_plain(record)
    if not isinstance(plain, dict):
        raise TypeError(f"{type(record).__name__} is no record")
    names = [field.name for field in fields(record) if field.name not in without]  # type: ignore[arg-type]
    texts = {name: _text(plain[name]) for name in names}
    return {name: text for name, text in texts.items() if text}


def _text(value: Plain) -> str:
    return "" if value is None else str(value)
