"""Every error that a user of the package can meet.

One tree: catch `CrossingsError` to catch them all. Each message says what was found, what was
expected, where, and what to do next.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = [
    "ClusterError",
    "CrossingsError",
    "DamagedStoreError",
    "FetchError",
    "InconsistentDataError",
    "InvalidFigureError",
    "NoFiguresError",
    "NotAPublicationError",
    "NotAStoreError",
    "NotEnoughHistoryError",
    "NothingThereError",
    "OptionError",
    "OutOfRangeError",
    "SourceNotFoundError",
    "StoreError",
    "UnknownFormatError",
    "UnreadableSourceError",
    "UnwritableOutputError",
    "printable",
    "printable_json",
    "without_password",
]


SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""Those that Python does not take for printable."""
LONGEST = 600
"""Characters of a part of a message: cells and names from outside may have no end."""
_BEFORE_HOST = re.compile(r"(://[^\s:;,|@/]*[:;,|]).*@|(:)(?!//)\S*@", re.DOTALL)
"""The password of an address, however it is mistyped: from a colon, or a mark like it, to the last
@."""
_NAMED = re.compile(
    r"((?:pass(?:word|wd|phrase)?|pwd|secret)[\"']?\s*[=:]|[?&]key=|--\w*password\s)"
    r"(\s*)('[^']*'?|[^\s&;]+)",
    re.IGNORECASE,
)
"""A password as a driver's line, JSON, a command line or the query of an address gives it."""


class CrossingsError(Exception):
    """Parent of every error of the package.

    Parameters
    ----------
    found : str
        What is wrong, as it is there.
    expected : str, optional
        What should have been there.
    where : str, optional
        File, sheet, row or option.
    fix : str, optional
        What to do next, as a sentence.
    argument : str, optional
        The Python argument at fault, such as ``as_of``; the place where there is no other.

    Examples
    --------
    >>> error = CrossingsError("no figures", expected="a year", argument="year", fix="Try 2025.")
    >>> str(error)
    'year: no figures; expected a year. Try 2025.'
    >>> error.message("--year")
    '--year: no figures; expected a year. Try 2025.'
    """

    exit_code = 2
    """Exit code of the command line: 2 for a bad request or file, 1 for an outside failure."""

    def __init__(
        self,
        found: str,
        *,
        expected: str | None = None,
        where: str | None = None,
        fix: str | None = None,
        argument: str | None = None,
    ) -> None:
        super().__init__(without_password(found[: 10 * LONGEST]))
        self.found = _shortened(found)
        self.expected = expected and _shortened(expected)
        self.where = where and _shortened(where)
        self.fix = fix and _shortened(fix)
        self.argument = argument

    def __str__(self) -> str:
        """One message: where, what was found, what was expected, what to do."""
        return self.message()

    def message(self, option: str | None = None) -> str:
        """Return the message; `option` is what the reader knows the argument at fault as."""
        where = self.where or (self.argument and (option or self.argument))
        message = f"{where}: {self.found}" if where else self.found
        if self.expected:
            message += f"; expected {self.expected}"
        return f"{message}. {self.fix}" if self.fix else message


def printable(text: str, most: int | None = None) -> str:
    r"""Return text of any origin on one line, of letters that can be seen.

    Whatever a terminal could obey, a reader could not see, or an XML file could not hold becomes
    a replacement mark: control characters, line breaks among them, marks that turn the direction
    of writing, letters without a width, halves of letters. Spaces of any kind become plain ones.

    Parameters
    ----------
    text : str
        A title, a note, a cell, the name of a file.
    most : int, optional
        Characters after which it is cut, with three dots.

    Examples
    --------
    >>> print(printable("a\x1b[2Jb\nc\u202ed", 9))
    a\ufffd[2Jb\ufffdc\ufffd...
    """
    if most is not None and len(text) > most:
        text = f"{text[:most]}..."
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else " " if letter in SPACES else "\ufffd" for letter in text
    )


def printable_json(value: Any) -> Any:
    r"""Return JSON types with every text printable.

    Examples
    --------
    >>> printable_json({"title": ["a\x1bb", 1, None]})
    {'title': ['a\ufffdb', 1, None]}
    """
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(name)): printable_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable_json(one) for one in value]
    return value


def without_password(text: str) -> str:
    """Return text with the password of any address in it hidden.

    Examples
    --------
    >>> without_password("postgresql://user:pass/w@rd@host/name?password=secret")
    'postgresql://user:***@host/name?password=***'
    """
    hidden = _BEFORE_HOST.sub(r"\1\2***@", text) if "@" in text else text
    return _NAMED.sub(r"\1\2***", hidden)


def _shortened(text: str) -> str:
    return printable(without_password(text[: 10 * LONGEST]), LONGEST)


class UnknownFormatError(CrossingsError, ValueError):
    """The content is not in any form that the package can read."""


class NotAPublicationError(UnknownFormatError):
    """The content is not a publication at all, nor a table of days."""


class NoFiguresError(CrossingsError, ValueError):
    """The content is understood, and holds no figures."""


class InconsistentDataError(CrossingsError, ValueError):
    """The content contradicts itself: days missing or given twice, sums that do not agree."""


class InvalidFigureError(InconsistentDataError):
    """A figure is not a whole number of people or boats, zero or more."""


class OutOfRangeError(CrossingsError, ValueError):
    """A date or a year lies outside what the figures cover."""


class NotEnoughHistoryError(OutOfRangeError):
    """The figures before the forecast origin are too few for a model."""


class OptionError(CrossingsError, ValueError):
    """An argument has a value that it cannot take."""


class SourceNotFoundError(CrossingsError, FileNotFoundError):
    """A file that was named is not there."""


class UnreadableSourceError(CrossingsError, OSError):
    """A file is there and cannot be read."""

    exit_code = 1


class UnwritableOutputError(CrossingsError, OSError):
    """A file or folder cannot be written."""

    exit_code = 1


class NotAStoreError(CrossingsError, ValueError):
    """A database is there, and is not a store that this version can use."""


class StoreError(CrossingsError, OSError):
    """The database of the store does not answer, or cannot be written."""

    exit_code = 1


class DamagedStoreError(StoreError):
    """A store is there, and something in it cannot be read or contradicts the rest."""


class ClusterError(CrossingsError, OSError):
    """A cluster of computers does not answer."""

    exit_code = 1


class FetchError(CrossingsError, OSError):
    """A publication could not be fetched."""

    exit_code = 1


class NothingThereError(FetchError):
    """The site has nothing at an address, or nothing any more."""
