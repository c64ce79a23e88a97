"""Templates to HTML: faults name template and line, the sandbox holds, user text stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.errors import ManuscriptTextError, TemplateFault
from generators.rplp.document import TEMPLATE
from generators.templating import environment as template_environment
from generators.templating import layers as template_layers
from generators.templating import rendering
from generators.templating.layers import load_templates
from generators.templating.rendering import render_html, stylesheet
from planning.plain import Plain

Render = Callable[..., str]


@pytest.fixture
def render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Render:
    """Renders a template that is written for the test; others can be laid beside it by name."""
    monkeypatch.setattr(template_layers, "TEMPLATES", tmp_path)

    def run(template: str, others: dict[str, str] | None = None, **values: Plain) -> str:
        for name, text in {"uji.html": template, **(others or {})}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return render_html("uji.html", values)

    return run


def fault(
    render: Render, template: str, others: dict[str, str] | None = None, **values: Plain
) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        render(template, others, **values)
    assert caught.value.expected
    assert caught.value.remedy
    return caught.value


# ---------------------------------------------------------------- faults


def test_an_undefined_variable_names_template_and_line(render: Render) -> None:
    error = fault(render, "<p>\n{{ ada }}\n{{ tidak_ada }}\n</p>", ada="x")
    assert error.where == "uji.html:3"
    assert "tidak_ada" in error.found


def test_an_undefined_key_below_names_the_line(render: Render) -> None:
    error = fault(render, "a\nb {{ place.nama }}", place={"name": "Sukun"})
    assert error.where == "uji.html:2"
    assert "nama" in error.found


def test_a_fault_inside_an_included_template_and_a_macro_is_named_there(render: Render) -> None:
    include = fault(render, "a\n{% include 'bagian.html' %}", {"bagian.html": "\n\n\n{{ x }}"})
    assert include.where == "bagian.html:4"
    macro = fault(
        render,
        "{% import 'makro.html' as m with context %}\n\n{{ m.satu() }}",
        {"makro.html": "{% macro satu() %}\n{{ x.y }}{% endmacro %}"},
        x={},
    )
    assert macro.where == "makro.html:2"


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("a\n{% if x %}", 2),
        ("a\n\n{{ x", 3),
        ("a\n{% unknown %}", 2),
        ("{{ x|pprint }}", 1),
        ("a\n{{ x|attr('y') }}", 2),
    ],
)
def test_a_syntax_error_names_the_line(render: Render, template: str, line: int) -> None:
    assert fault(render, template, x="1").where == f"uji.html:{line}"


def test_a_missing_template_is_named(render: Render) -> None:
    error = fault(render, "{% include 'hilang.html' %}")
    assert "hilang.html" in error.found


@pytest.mark.parametrize("path", ["../rahasia.html", "/etc/passwd", "a/../../rahasia.html"])
def test_templates_lie_below_their_folder_only(render: Render, path: str, tmp_path: Path) -> None:
    (tmp_path.parent / "rahasia.html").write_text("rahasia", encoding="utf-8")
    fault(render, f"{{% include '{path}' %}}")


@pytest.mark.parametrize(
    "template", ["\n{{ 1 / nol }}", "\n{{ 'a' + 1 }}", "\n{{ 'x'|desimal }}", "\n{{ '2026'|tanggal }}"]
)
def test_what_cannot_be_computed_names_the_line(render: Render, template: str) -> None:
    assert fault(render, template, nol=0).where == "uji.html:2"


def test_templates_that_never_end_are_refused(render: Render) -> None:
    fault(render, "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}")
    fault(render, "{% include 'uji.html' %}")


def test_faults_of_the_manuscript_keep_their_own_place(render: Render) -> None:
    with pytest.raises(ManuscriptTextError) as caught:
        render("{{ teks|markdown('naskah 2.1') }}", teks="a\n\n# Judul")
    assert caught.value.where == "naskah 2.1:3"


def test_the_output_has_an_end(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LONGEST_OUTPUT", 1_000)
    items: list[Plain] = list("x" * 30)
    template = "{% for a in s %}{% for b in s %}{{ a }}{% endfor %}{% endfor %}"
    assert len(render(template, s=items)) == 900
    assert "1000" in fault(render, template + "{{ s[0] }}" + "x" * 100, s=items).found


# ---------------------------------------------------------------- sandbox


@pytest.mark.parametrize(
    "expression",
    [
        "s.__class__",
        "s['__class__']",
        "n.__class__.__mro__",
        "d.__init__.__globals__",
        "l.__class__",
        "''.__class__.__subclasses__()",
        "s.format(1)",
        "s.ljust(10)",
        "s.join(l)",
        "s.encode()",
        "'%9d' % 1",
        "s * 1000000",
        "1000000 * s",
        "l * 1000000",
        "9 ** 99",
        "2.5 * 2.5",
        "range(10)",
        "dict(a=1)",
        "lipsum()",
        "cycler('a')",
        "namespace()",
        "joiner()",
        "self.__init__",
        "d|attr('keys')",
        "d|format",
        "s|center(1000)",
        "s|replace('e', s)",
        "s|int",
        "'1e3000000'|desimal",
        "'1e-3000000'|angka",
        "'1e3000000'|angka",
        "s|list|join|desimal",
        "'NaN'|desimal",
        "n|angka(1000000000)",
        "n|persen(1000000000)",
        "s|indent",
        "s|safe",
        "d|tojson",
        "l|batch(2)",
        "s|random",
        "n|xmlattr",
        "l.append(1)",
        "l.clear()",
        "d.update(d)",
        "d.pop('a')",
        "loop.index",
    ],
)
def test_what_a_template_must_not_do_is_refused(render: Render, expression: str) -> None:
    values: dict[str, Plain] = {"s": "teks", "n": 1, "l": ["a"], "d": {"a": 1}}
    error = fault(render, "\n{{ " + expression + " }}", None, **values)
    assert error.where == "uji.html:2"
    assert values == {"s": "teks", "n": 1, "l": ["a"], "d": {"a": 1}}


def test_counting_and_choosing_are_offered(render: Render) -> None:
    assert render(
        "{{ 2 * 3 }} {{ 7 % 4 }} {{ 1 + 1 }} {{ d.a }} {{ s[:2] }} {{ s|upper }}", s="abc", d={"a": 5}
    ) == ("6 3 2 5 ab ABC")


def test_joining_must_not_multiply(render: Render) -> None:
    fault(render, "{{ t|list|join(t) }}", t="a" * 2_000)
    fault(render, "{{ t" + "|list|daftar" * 12 + " }}", t="a" * 20)


def test_joining_keeps_text_text(render: Render) -> None:
    assert render("{{ l|join(' & ') }} {{ l|join }}", l=["<a>", "b"]) == "&lt;a&gt; &amp; b &lt;a&gt;b"


def test_every_filter_that_is_offered_beyond_the_house_s_own_is_harmless() -> None:
    """What can multiply a text or number must not come back unnoticed."""
    assert not {"center", "format", "indent", "int", "replace", "round", "wordwrap"} & set(
        template_environment.ALLOWED
    )


# ---------------------------------------------------------------- user text


@pytest.mark.parametrize(
    "text", ["{{ 7 * 7 }}", "{% raw %}", "{# x #}", "<b>R&D</b>", "\"'", "&amp;", "</p>", "{{ '<' }}", "}}{{"]
)
def test_user_text_is_printed_literally(render: Render, text: str) -> None:
    from lxml import etree

    rendered = render('<p class="a">{{ t }}</p>', t=text)
    assert etree.fromstring(rendered).text == text
    attribute = render('<p class="{{ t }}">a</p>', t=text)
    assert etree.fromstring(attribute).get("class") == text


# ---------------------------------------------------------------- where a tag was written


def marks(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<([a-z0-9]+) data-src="([^"]*)"', html)


def test_every_opening_tag_carries_its_line(render: Render) -> None:
    html = render('<p>a</p>\n<ul>\n<li>b</li>\n\n<li\n  class="x">c</li>\n</ul>\n<br/>')
    assert marks(html) == [
        ("p", "uji.html:1"), ("ul", "uji.html:2"), ("li", "uji.html:3"), ("li", "uji.html:5"), ("br", "uji.html:8"),
    ]  # fmt: skip
    assert '<li data-src="uji.html:5"\n  class="x">' in html


def test_tags_after_long_expressions_comments_and_blocks_keep_their_line(render: Render) -> None:
    template = (
        "{# komentar\n<p> dua baris #}\n<p>a</p>\n"
        "{% set x = [\n 1,\n 2] %}\n<p>{{ x[0]\n if 1 < 2\n else '<em>' }}</p>\n"
        "<!-- <p>\n -->\n{% if 1 <2 and 3 > 1 %}\n<p>b</p>\n{% endif %}\n{{ '<h1>' }}<h2>c</h2>"
    )
    html = render(template)
    assert marks(html) == [
        ("p", "uji.html:3"),
        ("p", "uji.html:7"),
        ("p", "uji.html:13"),
        ("h2", "uji.html:15"),
    ]
    assert "&lt;h1&gt;" in html
    assert "<p data-src" not in html[html.index("<!--") : html.index("-->")]


def test_tags_inside_loops_and_includes_name_where_they_stand(render: Render) -> None:
    html = render(
        "<ul>\n{% for a in s %}\n<li>{{ a }}</li>\n{% endfor %}\n</ul>{% include 'b.html' %}", {"b.html": "\n<p>x</p>"},
        s=["1", "2"],
    )  # fmt: skip
    assert marks(html) == [
        ("ul", "uji.html:1"), ("li", "uji.html:3"), ("li", "uji.html:3"), ("p", "b.html:2"),
    ]  # fmt: skip


def test_the_line_of_the_mark_is_the_line_of_the_fault(render: Render) -> None:
    """Both count the lines of the file as it is on disk."""
    template = "{# a\n\n b #}\n{% set x = 1 %}\n<p>{{ x }}</p>{{ hilang }}"
    line = fault(render, template).where
    html = render(template.replace("{{ hilang }}", ""))
    assert marks(html) == [("p", line)]


# ---------------------------------------------------------------- the real ones


def test_every_line_of_the_real_templates_that_is_named_has_that_tag() -> None:
    from tests.generators.places import html

    named = {(tag, where) for tag, where in marks(html("Sukun")) if where.startswith("rplp/")}
    assert len(named) > 300
    folder = template_layers.TEMPLATES
    for tag, where in named:
        name, _, line = where.rpartition(":")
        written = (folder / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert f"<{tag}" in written, where


def test_digest_follows_the_templates_and_the_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rplp").mkdir()
    (tmp_path / "styles").mkdir()
    (tmp_path / "lain").mkdir()
    (tmp_path / "rplp" / "a.html").write_text("a", encoding="utf-8")
    (tmp_path / "styles" / "document.css").write_text("p {}", encoding="utf-8")
    monkeypatch.setattr(template_layers, "TEMPLATES", tmp_path)
    seen = [load_templates("rplp").digest]
    assert load_templates("rplp").digest == seen[0]
    for path, text in (("rplp/a.html", "b"), ("styles/document.css", "p{}"), ("rplp/b.html", "")):
        (tmp_path / path).write_text(text, encoding="utf-8")
        seen.append(load_templates("rplp").digest)
    (tmp_path / "rplp" / "b.html").rename(tmp_path / "rplp" / "c.html")
    seen.append(load_templates("rplp").digest)
    assert len(set(seen)) == 5
    (tmp_path / "lain" / "x.html").write_text("x", encoding="utf-8")
    (tmp_path / "rplp" / "__pycache__").mkdir()
    (tmp_path / "rplp" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert load_templates("rplp").digest == seen[-1]


def test_the_style_and_the_templates_are_there() -> None:
    assert "@page" in stylesheet()
    assert (template_layers.TEMPLATES / TEMPLATE).is_file()
