"""Errors of document generation: a template that breaks the vocabulary, a Word file that is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from planning.errors import NahkodaError
from planning.wording import Translate, words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a document: where (`template:line`), what was expected, found, what to do.

    `variable` is what it is about, as the template writes it, where it is about one name.
    """

    where: str
    expected: str
    found: str
    remedy: str
    variable: str = ""

    def __str__(self) -> str:
        return self.text(str)

    def text(self, translate: Translate) -> str:
        """The whole of it in the language of `translate`."""
        whole = NahkodaError(expected=self.expected, found=self.found, where=self.where, remedy=self.remedy)
        return whole.text(translate)


class DocumentError(NahkodaError):
    """A rendered document breaks the vocabulary; carries every fault, in the order of the document."""

    code: ClassVar[str] = "N301"

    def __init__(self, faults: Sequence[Fault]) -> None:
        if not faults:
            raise ValueError("a DocumentError needs at least one fault")
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(expected=first.expected, found=first.found, where=first.where, remedy=first.remedy)

    def text(self, translate: Translate) -> str:  # noqa: ARG002
        """Every fault, in English: they are for the author of the template."""
        if len(self.faults) == 1:
            return str(self.faults[0])
        lines = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(self.faults, 1))
        return f"the document has {len(self.faults)} faults:\n{lines}"


class ReferenceFileError(NahkodaError):
    """The Word file given as reference (styles, letterhead) cannot be used, or would be dangerous."""

    code: ClassVar[str] = "N302"


class ManuscriptTextError(NahkodaError):
    """The consultant's Markdown holds something that a section cannot."""

    code: ClassVar[str] = "N303"


class TemplateFault(NahkodaError):
    """A template is wrong: its syntax, a variable that is not there, a forbidden access. Names template and line."""

    code: ClassVar[str] = "N304"
    exit_code: ClassVar[int] = 2


class NothingToRender(NahkodaError):
    """A document was asked for that has nothing to be made from."""

    code: ClassVar[str] = "N305"
    exit_code: ClassVar[int] = 1


class RenderedMeanwhile(NahkodaError):
    """Somebody else made the next version while this one was being rendered; nothing was stored."""

    code: ClassVar[str] = "N306"
    exit_code: ClassVar[int] = 1


class NotApproved(NahkodaError):
    """A final version was asked for of a survey or plan that Pokja PKP has not approved as it is."""

    code: ClassVar[str] = "N307"
    exit_code: ClassVar[int] = 1


class RenderingFailed(NahkodaError):
    """A document of many could not be made by a fault of the program, or because its process ended by itself."""

    code: ClassVar[str] = "N315"
    exit_code: ClassVar[int] = 1


class OverrideFaults(NahkodaError):
    """Files with which a territory overrides templates are wrong; carries every fault, in the order of the files."""

    code: ClassVar[str] = "N308"
    exit_code: ClassVar[int] = 1

    def __init__(self, faults: Sequence[Fault]) -> None:
        if not faults:
            raise ValueError("OverrideFaults needs at least one fault")
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(expected=first.expected, found=first.found, where=first.where, remedy=first.remedy)

    def text(self, translate: Translate) -> str:
        """Every fault, in the language of `translate`."""
        if len(self.faults) == 1:
            return self.faults[0].text(translate)
        head = words("the templates have {count} faults:", count=len(self.faults)).said(translate)
        lines = (f"  {number}. {fault.text(translate)}" for number, fault in enumerate(self.faults, 1))
        return "\n".join((head, *lines))


class EditedFileError(NahkodaError):
    """A Word file whose narratives were edited cannot be read back, or holds what a narrative cannot."""

    code: ClassVar[str] = "N309"
