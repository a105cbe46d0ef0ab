"""The search for the `backlot` binary."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, Optional

from ._errors import BinaryNotFound

FILE = "backlot.exe" if sys.platform == "win32" else "backlot"


def find_binary(binary: Optional[str] = None) -> str:
    """Returns the path of the `backlot` binary.

    The first of these is taken: the argument, the variable `BACKLOT`, the binary that this package was installed with, one on the
    path, and `target/release/backlot` in the current folder or above it. A name that the argument or the variable gives must be
    there; the search does not go on behind it.
    """
    looked_at = []
    for place, path, is_final in _places(binary):
        if path and os.access(path, os.X_OK) and Path(path).is_file():
            return str(path)
        looked_at.append(f"  {place}: {path or 'not set'}")
        if is_final:
            break
    raise BinaryNotFound(
        "there is no backlot binary; looked at\n"
        + "\n".join(looked_at)
        + "\nInstall backlot-sandbox for this platform, or set BACKLOT to the path of a binary, or BACKLOT_URL to a running sandbox."
    )


def _places(binary: Optional[str]) -> Iterator[tuple[str, Optional[str], bool]]:
    yield "the argument", binary and _path(binary), bool(binary)
    named = os.environ.get("BACKLOT")
    yield "BACKLOT", named and _path(named), bool(named)
    for scheme in _schemes():
        yield "this package", os.path.join(sysconfig.get_path("scripts", scheme), FILE), False
    yield "the path", shutil.which("backlot"), False
    here = Path.cwd()
    found = next((built for folder in (here, *here.parents) if (built := folder / "target" / "release" / FILE).is_file()), None)
    yield "target/release, here or above", found and str(found), False


def _path(named: str) -> str:
    return shutil.which(named) or named


def _schemes() -> Iterator[str]:
    yield sysconfig.get_default_scheme()
    yield sysconfig.get_preferred_scheme("user")
