"""Turns colorize.h into what Python needs of it, when the wheel is built: declarations for cffi, and enums.

Knows as much of C as the header uses: comments, conditions, enums with documented values. It is a script of the build
and not in the wheel.
"""

from __future__ import annotations

import re
from typing import List

MACROS = ("COLORIZE_NODISCARD", "COLORIZE_NOEXCEPT")


def declarations(header: str) -> str:
    """What a C99 compiler sees of the header, without comments: for `FFI.cdef`."""
    kept = [line for line in _conditions(_without_comments(header)).splitlines() if _wanted(line)]
    text = "\n".join(kept)
    for macro in MACROS:
        text = text.replace(macro, "")
    return re.sub(r"\n\s*\n+", "\n", text) + "\n"


def enums(header: str) -> str:
    """A Python module with one `IntEnum` for each enum of the header, documented as there."""
    made = [
        '"""The enums of colorize.h, made from it when the wheel was built."""',
        "",
        "from __future__ import annotations",
        "",
        "import enum",
        "from typing import Optional",
        "",
        "",
        "class _Enum(enum.IntEnum):",
        "    @classmethod",
        "    def _missing_(cls, value: object) -> Optional[_Enum]:",
        '        """What a later library says and this header has no name for is OTHER, where there is one."""',
        "        found: Optional[_Enum] = cls.__members__.get('OTHER')",
        "        return found",
    ]
    pattern = r"/\*\*((?:(?!\*/).)*)\*/\s*enum Colorize(\w+).*?\{(.*?)\};"
    for doc, name, body in re.findall(pattern, header, re.DOTALL):
        made += ["", "", f"class {name}(_Enum):", f'    """{_plain(doc)}"""', ""]
        prefix = "COLORIZE_" + re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper() + "_"
        for value_doc, value, number in re.findall(r"/\*\*(.*?)\*/\s*(\w+) = (\d+)", body, re.DOTALL):
            made += [f"    {value[len(prefix) :]} = {number}", f'    """{_plain(value_doc)}"""']
    return "\n".join(made) + "\n"


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


def _conditions(text: str) -> str:
    """Takes the branches that C99 takes: nothing is defined, and unknown names are 0."""
    kept: List[str] = []
    open_: List[List[bool]] = []  # of each condition around: is it taken, was one of its branches taken
    for line in text.splitlines():
        match = re.match(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)", line)
        if not match:
            if all(taken for taken, _ in open_):
                kept.append(line)
            continue
        word, condition = match.group(1), match.group(2).strip()
        if word == "endif":
            open_.pop()
        elif word in ("elif", "else"):
            before = open_[-1][1]
            taken = not before and (word == "else" or _true(condition))
            open_[-1] = [taken, before or taken]
        else:
            taken = {"if": _true, "ifdef": lambda _: False, "ifndef": lambda _: True}[word](condition)
            open_.append([taken, taken])
    return "\n".join(kept)


def _true(condition: str) -> bool:
    python = re.sub(r"defined\s*\(?\s*\w+\s*\)?", "0", condition)
    python = re.sub(r"\b[A-Za-z_]\w*", "0", python)
    python = re.sub(r"(\d+)[uUlL]+", r"\1", python)
    python = python.replace("&&", " and ").replace("||", " or ").replace("!", " not ").replace(" not =", "!=")
    return bool(eval(python, {"__builtins__": {}}))  # digits and operators of our own header


def _wanted(line: str) -> bool:
    """Of the macros, cffi takes those that are plain numbers."""
    return not line.lstrip().startswith("#") or re.match(r"\s*#define \w+ \d+\s*$", line) is not None


def _plain(doc: str) -> str:
    """A C comment as a docstring on one line; names of constants as Python has them."""
    words = " ".join(re.sub(r"^\s*\*", "", line).strip() for line in doc.splitlines()).split()
    return " ".join(words).replace("\\", "\\\\").replace('"', "'")
