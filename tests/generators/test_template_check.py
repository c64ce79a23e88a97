# ruff: noqa: E501 - templates have long lines
"""The check of templates: every fault named with template, line and name, none where nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from examples.template_samples import Samples
from generators.errors import OverrideFaults, TemplateFault
from generators.templating import environment as template_environment
from generators.templating.check import (
    ENTRIES,
    override_faults,
    require_sound,
    sample_faults,
    text_faults,
)
from generators.templating.layers import Templates, load_templates
from generators.templating.rendering import render_html
from language import translator
from planning.plain import Plain
from planning.process import DocumentKind
from tests.generators.layers import faults, layer, loaded

CHAPTER = '{% extends "rplp/bab_1.html" %}\n'
HERE = "33.75/rplp/bab_1.html:2"


@pytest.fixture(scope="module")
def samples() -> Iterator[Samples]:
    with Samples() as made:
        yield made


def in_block(text: str) -> dict[str, str]:
    """An override whose block, on line 2, holds `text`."""
    return {"rplp/bab_1.html": f"{CHAPTER}{{% block uraian_1_1 %}}{text}{{% endblock %}}"}


# ---------------------------------------------------------------- the house


@pytest.mark.parametrize("kind", ENTRIES)
def test_the_templates_of_the_house_pass(kind: DocumentKind, samples: Samples) -> None:
    templates = load_templates(kind)
    assert text_faults(kind, templates) == ()
    assert sample_faults(kind, templates, samples.of(kind)) == ()


def test_samples_reach_what_documents_differ_in(samples: Samples) -> None:
    def lengths(name: str) -> set[bool]:
        return {bool(each[name]) for each in samples.of(DocumentKind.RPLP).values()}

    for name in ("plan", "kawasan", "not_filled", "outlines", "gambar"):
        assert lengths(name) == {True, False} or name == "gambar", name
    assert {each["slum"]["rt"] > 0 for each in samples.of(DocumentKind.RPLP).values()} == {True, False}  # type: ignore[call-overload, index, operator]
    assert {each["place"]["is_desa"] for each in samples.of(DocumentKind.RPLP).values()} == {True, False}  # type: ignore[call-overload, index]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "variable", "meant"),
    [
        ("{{ tempatt }}", "tempatt", "tempat"),
        ("{{ place.nama }}", "place.nama", "name"),
        ("{{ place['nama'] }}", "place['nama']", "name"),
        ("{{ naskah.aturan[0].sangsi }}", "naskah.aturan[0].sangsi", "sanksi"),
        ("{{ (naskah.aturan|first).sangsi }}", "naskah.aturan|first.sangsi", "sanksi"),
        ("{% for a in naskah.aturan %}{{ a.sangsi }}{% endfor %}", "a.sangsi", "sanksi"),
        ("{% for a in naskah.aturan[:2]|sort(attribute='topik')|list %}{{ a.sangsi }}{% endfor %}", "a.sangsi", "sanksi"),
        ("{% for a in naskah.aturan if a.topic %}{% endfor %}", "a.topic", "topik"),
        ("{% for a in naskah.aturan %}{{ loop.indeks }}{% endfor %}", "loop.indeks", "index"),
        ("{% set a = naskah.aturan|last %}{{ a.sangsi }}", "a.sangsi", "sanksi"),
        ("{% if plan %}{{ plan.kegiatan[0].lines[0].jumlahh }}{% endif %}", "plan.kegiatan[0].lines[0].jumlahh", "jumlah"),
        ("{{ indicators|selectattr('rangk')|list|length }}", "indicators|selectattr('rangk')", "rank"),
        ("{{ indicators|map(attribute='parameterz')|list|length }}", "indicators|map", "parameters"),
        ("{{ indicators|map(attribute='parameters')|sum(start=[])|map(attribute='kode')|list }}", "", "code"),
        ("{{ 'a' if false else place.nama }}", "place.nama", "name"),
        ("{{ m.kelass('a', 'b') }}", "m.kelass", "kelas"),
        ("{{ bercelah[0].buruq }}", "bercelah[0].buruq", "buruk"),
        ("{% call m.uraian('1.1') %}{{ place.nama }}{% endcall %}", "place.nama", "name"),
        ("{% set x %}{{ place.nama }}{% endset %}", "place.nama", "name"),
        ("{% with x = place.nama %}{% endwith %}", "place.nama", "name"),
        ("{% macro a(b) %}{{ place.nama }}{% endmacro %}{{ a(1) }}", "place.nama", "name"),
        ("{% filter upper %}{{ place.nama }}{% endfilter %}", "place.nama", "name"),
        ("{% do place.nama %}", "place.nama", "name"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_named_with_what_may_be_meant(
    tmp_path: Path, text: str, variable: str, meant: str
) -> None:
    (found,) = faults(tmp_path, in_block(text))
    assert found.where == HERE
    if variable:
        assert found.variable == variable
    assert f"Perhaps {meant} is meant." == found.remedy
    assert meant in found.expected.split(": ", 1)[-1].replace("one of ", "").split(", ")


@pytest.mark.parametrize(
    "text",
    [
        "{{ place.name.panjang }}", "{{ indicators.name }}", "{{ place() }}", "{{ m.kelas() }}", "{{ m.kelas('a') }}",
        "{{ m.kelas('a', 'b', 'c') }}", "{{ m.kelas('a', label='b', lain='c') }}", "{% for a in place %}{% endfor %}",
        "{{ place.name|safe }}", "{{ place is besar }}", "{{ indicators|map('besar')|list }}",
        "{{ indicators|selectattr('rank', 'melebihi', 1)|list }}", "{{ range(9) }}", "{{ namespace(a=1) }}",
        "{{ place.__class__ }}", "{{ place['__class__'] }}", "{{ indicators[0].__class__ }}", "{% macro a(x) %}{{ x.__class__ }}{% endmacro %}{{ a(1) }}", "{{ loop.index }}",
        "{{ self.uraian_1_1() }}", "{% include 'rplp/tidak_ada.html' %}", "{% include place.name %}",
        "{% include '../../rahasia.html' %}", "{% include '/etc/passwd' %}", "{% include ['rplp/bab_2.html'] %}",
        "{% import 'rplp/tidak_ada.html' as t %}", "{% from 'rplp/makro.html' import tidak_ada %}",
        "{% autoescape false %}{{ place.name }}{% endautoescape %}", "{% include '33.75/rplp/bab_1.html' %}",
    ],
)  # fmt: skip
def test_what_cannot_work_or_is_refused_is_a_fault(tmp_path: Path, text: str) -> None:
    (found,) = faults(tmp_path, in_block(text))
    assert found.where == HERE
    assert found.expected
    assert found.found
    assert found.remedy


@pytest.mark.parametrize(
    "text",
    [
        "{{ super() }}", "{{ baru|default('x') }}", "{% if baru is defined %}a{% endif %}", "{% set a = 1 %}{{ a }}",
        "{% for k in ('rt', 'luas_ha') %}{{ sizes[k] }}{% endfor %}", "{{ (plan or none).rab if plan else '' }}",
        "{% for a, b in [('x', 1), ('y', 2)] %}{{ a }}{{ b }}{% endfor %}", "{{ loop is defined }}",
        "{% macro a(x, y=1) %}{{ x.apa }}{{ y }}{{ caller is defined }}{% endmacro %}{{ a(place) }}",
        "{% macro a() %}{{ tidak_ada }}{% endmacro %}", "{% from 'rplp/makro.html' import besar %}{{ besar('x') }}",
        "{% for tahun, isi in naskah.sasaran|groupby('sasaran') %}{{ isi|length }}{% endfor %}",
        "{% call m.uraian('1.1') %}x{% endcall %}", "{{ [naskah.arah, naskah.arah][0].visi }}", "{{ 'a' ~ place.name }}",
        "{% for a in naskah.aturan %}{{ a.sanksi }}{% else %}{{ place.name }}{% endfor %}", "{{ place.name[:3]|upper }}",
    ],
)  # fmt: skip
def test_what_works_is_no_fault(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, in_block(text)) == ()


# ---------------------------------------------------------------- files and blocks


def test_a_block_that_the_house_does_not_have_is_named_with_those_it_has(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, {"rplp/bab_1.html": CHAPTER + "{% block uraian_1_9 %}x{% endblock %}"})
    assert (found.where, found.variable) == (HERE, "uraian_1_9")
    assert "uraian_1_6" in found.expected


def test_a_block_of_another_layer_is_one_that_exists(tmp_path: Path) -> None:
    city = layer(
        tmp_path,
        {
            "rplp/bab_1.html": CHAPTER
            + "{% block uraian_1_1 %}{% block pembuka %}a{% endblock %}{% endblock %}"
        },
    )
    own = layer(
        tmp_path,
        {"rplp/bab_1.html": CHAPTER + "{% block pembuka %}{{ super() }}b{% endblock %}"},
        "33.75.01.1003",
    )
    assert text_faults(DocumentKind.RPLP, loaded(own, city)) == ()


def test_text_outside_blocks_would_be_lost(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, {"rplp/bab_1.html": CHAPTER + "<p>hilang</p>"})
    assert found.where == HERE


def test_extends_stands_at_the_beginning(tmp_path: Path) -> None:
    (found,) = faults(
        tmp_path, {"rplp/bab_1.html": '\n{% if plan %}{% extends "rplp/bab_1.html" %}{% endif %}'}
    )
    assert found.where == HERE


def test_super_without_a_block_beneath(tmp_path: Path) -> None:
    text = (
        '<section class="chapter" id="bab-1"><h1>x</h1>{% block baru %}{{ super() }}{% endblock %}</section>'
    )
    (found,) = faults(tmp_path, {"rplp/bab_1.html": text})
    assert "super()" in found.found


def test_a_file_of_another_name_is_used_by_an_include_or_not_at_all(tmp_path: Path) -> None:
    own = {"rplp/visi_kota.html": "<p>{{ place.nama }}</p>"}
    (unused,) = faults(tmp_path / "a", own)
    assert unused.where == "33.75/rplp/visi_kota.html"
    (found,) = faults(tmp_path / "b", own | in_block("{% include 'rplp/visi_kota.html' %}"))
    assert found.where == "33.75/rplp/visi_kota.html:1"


def test_the_macros_of_the_house_are_not_replaced(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, {"rplp/makro.html": "{% macro besar(t) %}{{ t|lower|safe }}{% endmacro %}"})
    assert found.where == "33.75/rplp/makro.html"


def test_templates_that_include_each_other(tmp_path: Path) -> None:
    a, b = "{% include 'rplp/a.html' %}", "{% include 'rplp/b.html' %}"
    (found,) = faults(tmp_path, {"rplp/a.html": b, "rplp/b.html": a} | in_block(a))
    assert found.where == "33.75/rplp/b.html:1"


@pytest.mark.parametrize(
    "text", ["{% if x %}", "{{ x", "{% tidak_ada %}", "{% block a-b %}{% endblock %}", "{{ " + "(" * 3000 + " }}"]
)  # fmt: skip
def test_syntax_errors_do_not_hide_the_faults_of_other_files(tmp_path: Path, text: str) -> None:
    found = faults(tmp_path, in_block("{{ place.nama }}") | {"rplp/bab_2.html": f"\n{text}"})
    assert [each.where.rpartition(":")[0] for each in found] == [
        "33.75/rplp/bab_1.html",
        "33.75/rplp/bab_2.html",
    ]


def test_faults_are_sorted_by_file_and_line_and_can_be_said_in_indonesian(tmp_path: Path) -> None:
    text = CHAPTER + "{% block uraian_1_1 %}\n{{ a }}\n" + "\n" * 8 + "{{ b }}{% endblock %}"
    found = faults(tmp_path, {"rplp/bab_1.html": text, "rplp/bab_2.html": "{{ c }}"})
    assert [each.where for each in found] == [
        "33.75/rplp/bab_1.html:3", "33.75/rplp/bab_1.html:12", "33.75/rplp/bab_2.html:1",
    ]  # fmt: skip
    said = OverrideFaults(found).text(translator("en"))
    assert said.startswith("the templates have 3 faults:")
    assert all(each.where in said for each in found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("h1 {}\n@import 'a.css';", 2), ("h1 { background: URL (x) }", 1), ("/* url(x) */\n\nh1 { src: url('x') }", 3),
        ("@font-face { }", 1), ("h1 { background: u\\72l(x) }", 1), ("p::before { content: 'DISETUJUI' }", 1),
        ("h1 { background: image-set('x') }", 1),
    ],
)  # fmt: skip
def test_styles_that_fetch_or_write_are_refused(tmp_path: Path, text: str, line: int) -> None:
    found = faults(tmp_path, {"styles/kota.css": text})
    assert found
    assert {each.where for each in found} == {f"33.75/styles/kota.css:{line}"}


def test_styles_that_only_colour_are_taken(tmp_path: Path) -> None:
    css = "/* url(x) */ h1 { color: #16425b; align-content: center }\n.cover { border: 1pt solid }"
    assert faults(tmp_path, {"styles/kota.css": css}) == ()
    assert faults(tmp_path, {"styles/kota.css": "h1 { color: red"})


# ---------------------------------------------------------------- samples and rendering


def test_samples_find_what_the_text_does_not_show(tmp_path: Path, samples: Samples) -> None:
    def found(text: str) -> list[tuple[str, str]]:
        folder = layer(tmp_path, in_block(text))
        return [(each.where, each.found) for each in override_faults(DocumentKind.RPLP, [folder], samples.of)]

    ((where, what),) = found('<p>Lihat <a class="ref" href="#tabel-tidak-ada"></a>.</p>')
    assert where == HERE
    assert "tabel-tidak-ada" in what
    ((where, what),) = found("<p>{{ plan.rab }}</p>")
    assert (where, "with the sample" in what) == (HERE, True)
    assert found("<blink>x</blink>")[0][0] == HERE
    assert [where for where, _ in found("<p>a")] == [HERE]
    assert found("<p>Baik.</p>") == []


def test_only_overrides_that_are_sound_are_rendered(tmp_path: Path) -> None:
    require_sound(DocumentKind.RPLP, loaded())
    with pytest.raises(OverrideFaults):
        require_sound(DocumentKind.RPLP, loaded(layer(tmp_path, in_block("{{ x }}"))))


def spin(templates: Mapping[str, str], **names: Plain) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        render_html("a.html", names, Templates((), templates))
    return caught.value


def test_loops_and_calls_that_do_not_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_environment, "MOST_STEPS", 10_000)
    loops = "{% for a in s %}" * 6 + "{% endfor %}" * 6
    assert "10000" in spin({"a.html": loops}, s=list("x" * 100)).found
    calls = "{% macro a(n) %}{% if n %}{% set x = a(n[1:]) %}{% set y = a(n[1:]) %}{% endif %}{% endmacro %}{{ a(s) }}"
    assert "10000" in spin({"a.html": calls}, s=list("x" * 40)).found
    assert render_html(
        "a.html", {"s": list("x" * 99)}, Templates((), {"a.html": "{% for a in s %}{{ a }}{% endfor %}"})
    )
