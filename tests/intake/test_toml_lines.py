"""In which line of a TOML file a key stands."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.toml_lines import line_of

RULES = """\
# Aturan kota
judul = "Kota"

[kuorum]
minimum = 3
veto = ["Bappeda"]
kelompok = [
  { unit = "Bappeda", minimum = 1 },
  { unit = "Dinas", minimum = 1 }, { unit = "BPN", minimum = 1 },
]

[[syarat]]  # yang pertama
kode = "G2-K01"
saran = \"\"\"
[[syarat]]
kode = "bukan"
\"\"\"
nama = "satu"

[[ syarat ]]
"kode" = "G2-K02"
'nama' = "dua"

[toleransi]
umur_sk = 5
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("judul", 2),
        ("kuorum", 4),
        ("kuorum.minimum", 5),
        ("kuorum.veto", 6),
        ("kuorum.veto[1]", 6),
        ("kuorum.kelompok", 7),
        ("kuorum.kelompok[1]", 8),
        ("kuorum.kelompok[1].minimum", 8),
        ("kuorum.kelompok[2]", 9),
        ("kuorum.kelompok[3].minimum", 9),
        ("kuorum.kelompok[4]", 7),
        ("syarat[1]", 12),
        ("syarat[1].kode", 13),
        ("syarat[1].saran", 14),
        ("syarat[1].nama", 18),
        ("syarat[1].tidak_ada", 12),
        ("syarat[2]", 20),
        ("syarat[2].kode", 21),
        ("syarat[2].nama", 22),
        ("syarat[3]", None),
        ("toleransi.umur_sk", 25),
        ("toleransi.lain", 24),
        ("lain.lagi[2].sekali", None),
        ("", None),
        ("[", None),
        (".", None),
    ],
)
def test_the_line_of_a_key_or_of_what_is_nearest_around_it(key: str, line: int | None) -> None:
    tomllib.loads(RULES)
    assert line_of(RULES, key) == line
    assert line_of(RULES.replace("\n", "\r\n"), key) == line


@pytest.mark.parametrize(
    "before",
    [
        'a = "[[t]]"',
        "a = '[[t]]'",
        'a = "satu # dua"  # [[t]]',
        'a = 1  # tiga kutip """ di sini',
        "a = 1  # tiga kutip ''' di sini",
        "a = \"tiga kutip ''' di sini\"",
        'a = \'tiga kutip """ di sini\'',
        'a = """satu baris"""',
        'a = """\n[[t]]\nb = 1\n"""',
        "a = '''\n[[t]]\nb = 1\n'''",
        'a = """\n\'\'\'\n"""',
        "a = '''\n\"\"\"\n'''",
        'a = """\nempat kutip: """"',
        'a = """\nlima kutip: """""',
        'a = """\ndengan \\""" di dalam\n"""',
        'a = "kutip \\" dan [ di dalam"',
        'a = ["""\nb = 1\n"""]',
        'a = [\n  "]",\n  "[",\n]',
        "a = [  # [\n  1,  # ]]\n]",
        "a = [[1, 2],\n[3]]",
        "a = [\n[\n{ b = 1 },\n],\n]",
        "a = { b = { c = [1, 2] } }",
        'a = "baris\u2028dan\u0085lain"',
        "a = 1\n\n\n# [[t]]\n",
        "[lain]\n[lain.lagi]\na = 1",
        "[[ada]]\n[[ada]]\n[ada.dalam]\na = 1",
        '["t u"]\na = 1',
        "[a.b.c]\nd.e = 1",
    ],
)
def test_what_stands_in_texts_comments_and_arrays_is_no_header(before: str) -> None:
    text = f"{before}\n[[t]]\nx = 1\n[[t]]\nx = 2\n"
    tomllib.loads(text)
    first = before.count("\n") + 2
    assert [line_of(text, key) for key in ("t[1]", "t[1].x", "t[2]", "t[2].x")] == [
        first, first + 1, first + 2, first + 3,
    ]  # fmt: skip
    assert line_of(text, "t[3]") is None


def test_tables_within_an_array_of_tables_are_counted_within_it() -> None:
    text = "[[k]]\n[[k.p]]\nx = 1\n[[k.p]]\nx = 2\n[[k]]\n[[k.p]]\nx = 3\n[k.q]\ny = 1\n"
    tomllib.loads(text)
    assert [line_of(text, f"k[{k}].p[{p}].x") for k, p in ((1, 1), (1, 2), (2, 1))] == [3, 5, 8]
    assert line_of(text, "k[2].q.y") == 10


def test_dotted_keys() -> None:
    text = "[toleransi]\nbatas.atas = 1\nbatas . 'bawah' = 2\n"
    tomllib.loads(text)
    assert line_of(text, "toleransi.batas.atas") == 2
    assert line_of(text, "toleransi.batas.bawah") == 3
    assert line_of(text, "toleransi.batas.lain") == 2


@given(st.text(alphabet="ab[]{}\"'=.#,\\\r\n\u2028 1", max_size=80), st.text(max_size=12))
def test_no_text_and_no_key_raises(text: str, key: str) -> None:
    line = line_of(text, key)
    assert line is None or 1 <= line <= text.count("\n") + 1


FILLER = st.sampled_from(
    ["", "# [[syarat]]", "  # kode = 1", "x{n} = '[[syarat]]'", 'x{n} = "a # b"', "x{n} = [\n  1,\n  2, # ]\n]",
     'x{n} = """\n[[syarat]]\nkode = "x"\n"""', "x{n} = '''\n\"\"\"\n'''", "x{n} = [\n  {{ kode = 1 }},\n]",
     "x{n} = {{ kode = 1 }}", 'x{n} = "\u2028"']
)  # fmt: skip


@given(
    st.lists(st.tuples(st.lists(FILLER, max_size=3), st.lists(FILLER, max_size=3)), max_size=6), st.booleans()
)
def test_the_line_of_every_table_and_key_is_exact(
    tables: list[tuple[list[str], list[str]]], crlf: bool
) -> None:
    text, expected = "", {}
    for number, (before, after) in enumerate(tables, 1):
        expected[f"syarat[{number}]"] = text.count("\n") + 1
        text += "[[syarat]]\n"
        for at, filler in enumerate((*before, "kode = 1", *after)):
            if filler == "kode = 1":
                expected[f"syarat[{number}].kode"] = text.count("\n") + 1
            text += filler.format(n=at) + "\n"
    text = text.replace("\n", "\r\n") if crlf else text
    tomllib.loads(text)
    assert {key: line_of(text, key) for key in expected} == expected
