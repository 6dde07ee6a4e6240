"""The package is what colorize.h says."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import colorize
from colorize import enums
from colorize.library import HEADER

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(REPOSITORY / "examples" / "python"))
import header  # noqa: E402

TEXT = (REPOSITORY / "include" / "colorize.h").read_text(encoding="utf-8")


def test_declarations_are_those_that_a_compiler_sees():
    """Every word after the preprocessor, by `cc -E` and by ours."""
    try:
        command = ["cc", "-std=c99", "-E", "-P", "-nostdinc", "-DCOLORIZE_NOEXCEPT=", "-x", "c", "-"]
        source = "\n".join(line for line in TEXT.splitlines() if not line.startswith("#include"))
        seen = subprocess.run(command, input=source, text=True, capture_output=True, check=True).stdout
    except OSError:
        pytest.skip("no C compiler here")
    seen = seen.replace("__attribute__((warn_unused_result))", "")
    ours = "\n".join(line for line in header.declarations(TEXT).splitlines() if not line.startswith("#"))
    assert ours.split() == seen.split()


def test_every_enum_is_there():
    for name, struct in (
        ("PixelFormat", "ColorizePixelFormat"),
        ("Status", "ColorizeStatus"),
        ("Layer", "ColorizeLayer"),
    ):
        values = colorize.ffi.typeof(f"enum {struct}").relements
        assert sorted(values.values()) == sorted(int(value) for value in getattr(enums, name))
    assert colorize.PixelFormat.RGBA_PLANAR_F32 == 29
    assert colorize.Origin(77) is colorize.Origin.OTHER
    with pytest.raises(ValueError):
        colorize.Layer(77)


def test_every_function_is_there_and_most_have_a_method():
    package = Path(colorize.__file__).parent
    sources = "".join(
        path.read_text(encoding="utf-8") for path in package.glob("*.py") if path.name != "_declarations.py"
    )
    functions = [name for name in dir(colorize.lib) if name.startswith("colorize_")]
    assert len(functions) >= 100
    for name in functions:
        getattr(colorize.lib, name)  # raises if the library lacks it
    answered = {
        "colorize_device_name",
        "colorize_error_status",
    }  # by the enum's name, and by the status itself
    bare = [name for name in functions if name not in sources and name not in answered]
    if bare:
        warnings.warn(f"only by colorize.lib: {', '.join(bare)}")


def test_versions_fit():
    assert colorize.__version__ == "0.1.0"
    assert colorize.lib.colorize_version_fits(HEADER)
