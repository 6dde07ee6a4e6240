"""Puts libcolorize, and what header.py makes of its header, into the wheel.

The library is found at `COLORIZE_PREFIX`, a folder with `include/` and `lib/`, or else by pkg-config.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any, Dict, Tuple

from cffi import FFI
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))
import header  # noqa: E402

LIBRARIES = ("libcolorize.so", "libcolorize.dylib", "colorize.dll")


class Hook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        include, library = installed()
        text = (include / "colorize.h").read_text(encoding="utf-8")
        self.made = tempfile.TemporaryDirectory()
        made = Path(self.made.name)
        ffi = FFI()
        ffi.cdef(header.declarations(text))
        ffi.set_source("colorize._declarations", None)
        ffi.emit_python_code(str(made / "_declarations.py"))
        (made / "enums.py").write_text(header.enums(text), encoding="utf-8")
        files = {
            made / "_declarations.py": "_declarations.py",
            made / "enums.py": "enums.py",
            library: library.name,
        }
        for licence in ("LICENSE-MIT", "LICENSE-APACHE", "NOTICE"):
            if (ROOT.parent.parent / licence).exists():
                files[ROOT.parent.parent / licence] = licence
        build_data["force_include"].update({str(path): f"colorize/{name}" for path, name in files.items()})
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform(library)}"

    def finalize(self, version: str, build_data: Dict[str, Any], artifact_path: str) -> None:
        self.made.cleanup()


def installed() -> Tuple[Path, Path]:
    """The folder of the header, and the library's file."""
    prefix = os.environ.get("COLORIZE_PREFIX")
    if prefix:
        include, folders = Path(prefix, "include"), [Path(prefix, "lib"), Path(prefix, "bin")]
    else:
        try:
            include, *folders = (
                Path(subprocess.check_output(["pkg-config", f"--variable={name}", "colorize"], text=True).strip())
                for name in ("includedir", "libdir")
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise RuntimeError(
                "libcolorize is not installed: set COLORIZE_PREFIX to the folder of `cargo cinstall --prefix`"
            ) from error
    for folder in folders:
        for name in LIBRARIES:
            if (folder / name).exists():
                return include, folder / name
    raise RuntimeError(f"none of {', '.join(LIBRARIES)} is in {', '.join(map(str, folders))}")


def platform(library: Path) -> str:
    """The platform tag: on Linux that of the newest glibc that the library asks for."""
    name = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    needs = [int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)", library.read_bytes())]
    if name.startswith("linux_") and needs:
        return f"manylinux_2_{max(needs)}_{name[len('linux_') :]}"
    return name
