"""What can be overridden in the documents of a kind, and a file to begin with."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jinja2 import nodes

from generators.templating.blocks import text_of_block
from generators.templating.environment import sandbox
from generators.templating.layers import load_templates
from planning.errors import UnknownValue
from planning.process import DocumentKind
from planning.wording import words

_COMMENT = re.compile(r"\{#.*?#\}\n?", re.DOTALL)


def blocks_by_template(kind: DocumentKind) -> Mapping[str, tuple[str, ...]]:
    """The blocks of each template of the house, in their order; templates without any are left out."""
    templates = load_templates(kind)
    environment = sandbox(templates)
    trees = (
        (name, environment.parse(text, name))
        for name, text in templates.texts.items()
        if name.endswith(".html")
    )
    found = ((name, tuple(block.name for block in tree.find_all(nodes.Block))) for name, tree in trees)
    return {name: blocks for name, blocks in found if blocks}


def starting_override(kind: DocumentKind, block: str) -> tuple[str, str, str]:
    """The name of the template that has `block`, the first line of an override of it, and the block to fill in.

    The present text of the house stands above it as a comment. Raises `UnknownValue` for a block that there is not.
    """
    blocks = blocks_by_template(kind)
    name = next((name for name, names in blocks.items() if block in names), None)
    if name is None:
        raise UnknownValue(
            expected=words("a block of {kind}", kind=kind.value),
            found=block,
            remedy="List them: nahkoda template override KODE.",
        )
    house = _COMMENT.sub("", text_of_block(load_templates(kind).texts[name], block)).strip()
    text = f"{{#\n{house}\n#}}\n{{% block {block} %}}\n{{{{ super() }}}}\n{{% endblock %}}\n"
    return name, f'{{% extends "{name}" %}}\n', text
