# ruff: noqa: E501 - templates have long lines
"""Layers of templates: which file gives a text, what may lie in a layer, and that a version keeps what it used."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from examples import sukun
from generators.document_files import Format
from generators.errors import OverrideFaults
from generators.rplp.document import TEMPLATE, names_beside, render_rplp
from generators.templating.layers import LONGEST_FILE, MOST_FILES, Templates, from_bundle, template_layers
from generators.templating.rendering import render_html, stylesheet
from intake.importing import import_baseline, import_territory
from planning.plain import Plain, to_plain
from planning.process import DocumentKind
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from store.canonical import digest_of
from store.database import Database
from tests.generators import places
from tests.generators.layers import layer, loaded, refused

KODE = TerritoryCode("33.75.01.1003")
CHAPTER = '{% extends "rplp/bab_1.html" %}\n'


def names() -> dict[str, Plain]:
    snapshot = places.snapshot("one slum RT")
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)
    return plain | names_beside(snapshot)


def rendered(templates: Templates) -> str:
    return render_html(TEMPLATE, names(), templates)


def section(html: str, section_id: str) -> str:
    """The text of a section, its inner sections included, without tags and blanks."""
    start = html.index(f'id="{section_id}"')
    end = html.index("<section", start) if "<section" in html[start:] else len(html)
    return " ".join(re.sub(r"<[^>]*>", " ", html[start:end]).split())


# ---------------------------------------------------------------- which text is used


def test_a_block_is_overridden_and_the_rest_stays(tmp_path: Path) -> None:
    block = "{% block uraian_1_1 %}<p>Pembuka kota {{ place.name }}.</p>{% endblock %}"
    city = layer(tmp_path, {"rplp/bab_1.html": CHAPTER + block})
    house, ours = rendered(loaded()), rendered(loaded(city))
    assert "Pembuka kota Sukun." in section(ours, "latar-belakang")
    assert "pemenuhan hak" in section(house, "latar-belakang")
    assert "pemenuhan hak" not in section(ours, "latar-belakang")
    assert section(ours, "maksud-tujuan") == section(house, "maksud-tujuan")
    assert 'data-src="33.75/rplp/bab_1.html:2"' in ours


def test_super_keeps_the_text_beneath_through_all_layers(tmp_path: Path) -> None:
    def block(text: str) -> str:
        return f"{CHAPTER}{{% block uraian_1_1 %}}{{{{ super() }}}}<p>{text}</p>{{% endblock %}}"

    folders = [layer(tmp_path, {"rplp/bab_1.html": block(code)}, code) for code in (KODE.text, "33.75", "33")]
    assert template_layers(tmp_path, KODE) == tuple(folders)
    text = section(rendered(loaded(*folders)), "latar-belakang")
    assert re.search(r"pemenuhan hak .* 33 33\.75 33\.75\.01\.1003$", text)


def test_the_most_specific_layer_that_has_a_file_gives_it(tmp_path: Path) -> None:
    province = layer(
        tmp_path, {"rplp/bab_1.html": CHAPTER + "{% block uraian_1_1 %}<p>P</p>{% endblock %}"}, "33"
    )
    city = layer(
        tmp_path, {"rplp/bab_1.html": '<section class="chapter" id="bab-1"><h1>Kota</h1><p>K</p></section>'}
    )
    assert section(rendered(loaded(city, province)), "bab-1").endswith("Kota K")
    assert section(rendered(loaded(province)), "latar-belakang").endswith("P")


def test_a_file_that_replaces_a_chapter_has_blocks_for_the_layer_above(tmp_path: Path) -> None:
    whole = '<section class="chapter" id="bab-1"><h1>Kota</h1><section id="baru"><h2>Baru</h2><p>K</p></section></section>'
    city = layer(tmp_path, {"rplp/bab_1.html": whole})
    own = layer(
        tmp_path, {"rplp/bab_1.html": CHAPTER + "{% block baru %}<p>Desa</p>{% endblock %}"}, KODE.text
    )
    assert section(rendered(loaded(own, city)), "baru").endswith("Desa")


def test_sections_and_cover_are_blocks_that_see_what_is_set_around_them(tmp_path: Path) -> None:
    files = {
        "rplp/dokumen.html": '{% extends "rplp/dokumen.html" %}{% block sampul %}<p class="title">{{ tempat }}</p>{% endblock %}',
        "rplp/bab_1.html": CHAPTER + "{% block dasar_hukum %}{% for x in (1, 2) %}<p>{{ loop.index }} {{ tempat }}</p>{% endfor %}{{ m.sumber('X') }}{% endblock %}",
    }  # fmt: skip
    html = rendered(loaded(layer(tmp_path, files)))
    assert re.search(
        r'<section [^>]*class="cover">\s*<p [^>]*class="title">Kelurahan Sukun</p>\s*</section>', html
    )
    assert "1 Kelurahan Sukun 2 Kelurahan Sukun Sumber: X." in section(html, "dasar-hukum")


def test_only_existing_layers_of_the_territory_count(tmp_path: Path) -> None:
    for code in ("33.75", "33.76", "34", "33.75.01.1004"):
        layer(tmp_path, {}, code)
    assert [path.name for path in template_layers(tmp_path, KODE)] == ["33.75"]
    assert template_layers(tmp_path / "tidak-ada", KODE) == ()


def test_the_styles_of_layers_follow_those_of_the_house(tmp_path: Path) -> None:
    city = layer(tmp_path, {"styles/kota.css": "h1 { color: #123456 }"})
    own = layer(tmp_path, {"styles/kota.css": "h1 { color: #654321 }"}, KODE.text)
    assert (
        stylesheet(loaded(own, city)) == f"{stylesheet()}\nh1 {{ color: #123456 }}\nh1 {{ color: #654321 }}"
    )


# ---------------------------------------------------------------- what may lie in a layer


@pytest.mark.parametrize(
    "name",
    ["rplp/Bab_1.html", "rplp/bab 1.html", "rplp/bab_1.txt", "rplp/lain/bab_1.html", "berita_acara/keputusan.html",
     "styles/document.css", "bab_1.html", "rplp/bab_1.html~"],
)  # fmt: skip
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    found = refused(layer(tmp_path, {name: "x"}))
    assert found
    assert all(each.where.startswith("33.75/") and each.remedy for each in found)


def test_every_wrong_file_is_named_at_once(tmp_path: Path) -> None:
    folder = layer(
        tmp_path, {"rplp/A.html": "", "rplp/b.html": b"\xff\xfe", "rplp/c.html": "x" * (LONGEST_FILE + 1)}
    )
    (folder / "rplp" / "d.html").symlink_to("/etc/passwd")
    (folder / "rp2kpkp").symlink_to(tmp_path)
    assert {each.where for each in refused(folder)} == {
        "33.75/rplp/A.html", "33.75/rplp/b.html", "33.75/rplp/c.html", "33.75/rplp/d.html", "33.75/rp2kpkp",
    }  # fmt: skip


def test_a_link_in_place_of_the_layer_and_odd_names_of_it_are_refused(tmp_path: Path) -> None:
    layer(tmp_path, {"rplp/bab_1.html": CHAPTER}, "33.75")
    link = tmp_path / "templates" / "33.76"
    link.symlink_to(tmp_path / "templates" / "33.75")
    assert refused(link)[0].where == "33.76"
    assert refused(layer(tmp_path, {}, "kota"))[0].where == "kota"


def test_what_is_no_file_and_too_many_files_are_refused(tmp_path: Path) -> None:
    folder = layer(tmp_path, {f"rplp/f{number}.html": "" for number in range(MOST_FILES + 1)})
    assert refused(folder)[0].where == "33.75"
    other = layer(tmp_path, {"rplp/a.html": ""}, "33.76")
    os.mkfifo(other / "rplp" / "pipa.html")
    assert refused(other)[0].where == "33.76/rplp/pipa.html"


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    folder = layer(tmp_path, {".DS_Store": b"\0", "rplp/.bab_1.html.swp": b"\0"})
    assert list(loaded(folder).overrides()) == []


# ---------------------------------------------------------------- identity


def test_the_bundle_is_all_that_is_needed_to_render_again(tmp_path: Path) -> None:
    city = layer(
        tmp_path,
        {
            "rplp/bab_1.html": CHAPTER + "{% block uraian_1_1 %}<p>K</p>{% endblock %}",
            "styles/kota.css": "p {}",
        },
    )
    templates = loaded(city)
    again = from_bundle(templates.bundle)
    assert (again.digest, rendered(again), again.style) == (
        templates.digest,
        rendered(templates),
        templates.style,
    )
    (city / "rplp" / "bab_1.html").write_text(CHAPTER, encoding="utf-8")
    assert loaded(city).digest not in (templates.digest, loaded().digest)
    assert rendered(again) == rendered(templates)


def test_a_layer_that_says_nothing_about_a_kind_changes_nothing(tmp_path: Path) -> None:
    assert loaded(layer(tmp_path, {"rp2kpkp/bab_1.html": "x"})).digest == loaded().digest


def test_macros_that_another_kind_lends_belong_to_the_kind_that_uses_them() -> None:
    from generators.templating.layers import load_templates

    used = load_templates(DocumentKind.RP2KPKP).texts
    assert ("rplp/makro.html" in used) == any("rplp/makro.html" in text for text in used.values())
    assert "rplp/bab_1.html" not in used


@pytest.fixture
def filled(database: Database) -> Database:
    import_territory(database, sukun.WILAYAH)
    import_baseline(database, sukun.BASELINE, rule=RULE_2018)
    return database


def test_an_override_makes_another_version_and_stays_with_it(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generators.rplp import document as rplp

    monkeypatch.setattr(rplp, "make_rplp", lambda _snapshot, formats, **given: {
        each: each.value.encode() + given["templates"].digest.encode() for each in formats
    })  # fmt: skip
    code = TerritoryCode(sukun.KODE)
    house = render_rplp(filled, code, [Format.PDF])
    folder = layer(filled.home, {"rplp/bab_1.html": CHAPTER}, "35.73")
    ours = render_rplp(filled, code, [Format.PDF])
    assert (house.version.number, ours.version.number, ours.created) == (1, 2, True)
    with filled.read() as unit:
        kept = unit.blobs.get(ours.version.template)
    assert digest_of(kept) == ours.version.template
    assert from_bundle(kept).texts["35.73/rplp/bab_1.html"] == CHAPTER
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.rmdir()
    assert render_rplp(filled, code, [Format.PDF]).version.number == 1


def test_a_fault_in_an_override_refuses_the_document(filled: Database) -> None:
    layer(
        filled.home,
        {"rplp/bab_1.html": CHAPTER + "{% block uraian_1_1 %}{{ place.nama }}{% endblock %}"},
        "35.73",
    )
    with pytest.raises(OverrideFaults) as caught:
        render_rplp(filled, TerritoryCode(sukun.KODE), [Format.PDF])
    assert [(each.where, each.variable) for each in caught.value.faults] == [
        ("35.73/rplp/bab_1.html:2", "place.nama")
    ]
