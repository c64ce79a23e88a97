"""The languages of the faces: gettext catalogues, chosen by locale or by the user.

Messages are written in English in the code; `language/<code>/LC_MESSAGES/nahkoda.po` holds the others and is
compiled when the package is built. Generated documents are Indonesian by their templates, not by this.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

LANGUAGES = ("id", "en")
Translate = Callable[[str], str]


@cache
def translator(language: str) -> Translate:
    """The function that translates messages into `language` (`id` or `en`)."""
    return gettext.translation("nahkoda", Path(__file__).parent, languages=[language], fallback=True).gettext


def language_of_environment() -> str:
    """`id` when the locale of the process is Indonesian, else `en` (LC_ALL, LC_MESSAGES, LANG in that order)."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "id" if value.lower().startswith("id") else "en"
    return "en"
