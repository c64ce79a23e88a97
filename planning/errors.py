"""The errors of the house: each says what was expected, what was found, where, and what to do next."""

from __future__ import annotations

from typing import ClassVar

from planning.wording import Translate, said, words


class NahkodaError(Exception):
    """Base of every error that a user may see; faces turn it into text and an exit code.

    `expected` and `found` are clauses without a full stop, `where` names the place (file, sheet, row,
    column; template, line), `remedy` is one sentence that says what to do next.
    """

    code: ClassVar[str] = "N000"
    exit_code: ClassVar[int] = 2

    def __init__(self, *, expected: str, found: str, where: str = "", remedy: str = "") -> None:
        self.expected = expected
        self.found = found
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        # Fields are given by name, which the copy of an exception in another process would not be.
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return self.text(str)

    def text(self, translate: Translate) -> str:
        """The whole message in the language of `translate`."""

        def clause(text: str) -> str:
            # A text without blanks is its own message; the empty message is the catalogue's header.
            return translate(text) if type(text) is str and text else said(text, translate)

        place = f"{said(self.where, translate)}: " if self.where else ""
        remedy = f" {clause(self.remedy)}" if self.remedy else ""
        sentence = words(
            "expected {expected}; found {found}.",
            expected=clause(self.expected),
            found=clause(self.found),
        )
        return f"{place}{sentence.said(translate)}{remedy}"

    def details(self, translate: Translate) -> tuple[str, ...]:  # noqa: ARG002
        """Lines that say more than the message, in the language of `translate`; most errors have none."""
        return ()


def _restored(kind: type[NahkodaError], args: tuple[object, ...], state: dict[str, object]) -> NahkodaError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UnknownValue(NahkodaError):
    """A value that is not in its list: a rule set, a level, a territory code."""

    code = "N001"
