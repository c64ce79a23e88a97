"""Templates to semantic HTML: Jinja2, sandboxed and strict, over plain data only."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from generators.errors import TemplateFault
from generators.templating.environment import FILE, sandbox
from generators.templating.layers import STYLES, Templates, load_templates
from planning.plain import Plain

LONGEST_OUTPUT = 40_000_000
"""Characters of rendered HTML: some ten thousand pages; more is a template that does not end."""


def render_html(template: str, snapshot: Mapping[str, Plain], templates: Templates | None = None) -> str:
    """`template` (a path below `templates/`) rendered over the plain data of a snapshot.

    `templates` are those of the house unless given. Raises `TemplateFault` naming template and line for a syntax
    error, an undefined variable or an access that the sandbox refuses.
    """
    templates = templates or load_templates()
    try:
        pieces, length = [], 0
        for piece in sandbox(templates).get_template(templates.resolve(template)).generate(**snapshot):
            length += len(piece)
            if length > LONGEST_OUTPUT:
                raise TemplateError(f"the output is longer than {LONGEST_OUTPUT} characters")
            pieces.append(piece)
        return "".join(pieces)
    except TemplateSyntaxError as error:
        raise TemplateFault(
            expected="a template that Jinja2 can read",
            found=error.message or "a syntax error",
            where=f"{error.name}:{error.lineno}",
            remedy="Mend the template.",
        ) from None
    except TemplateNotFound as error:
        raise TemplateFault(
            expected="a template of this name", found=str(error), where=template, remedy="Check the name."
        ) from None
    except RecursionError:
        raise TemplateFault(
            expected="templates that come to an end",
            found="one that includes or calls itself",
            where=template,
            remedy="Mend the template.",
        ) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise TemplateFault(
            expected="a value that the snapshot has",
            found=str(error),
            where=_template_line(error) or template,
            remedy="Correct the name in the template, or give the value in the snapshot.",
        ) from error


def _template_line(error: BaseException) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(FILE):
            return f"{frame.filename.removeprefix(FILE)}:{frame.lineno}"
    return ""


def stylesheet(templates: Templates | None = None) -> str:
    """The text of the documents' stylesheet, with what layers add to it; the house's alone unless they are given."""
    return (templates or load_templates(STYLES)).style
