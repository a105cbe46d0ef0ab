"""The version of this package."""

from __future__ import annotations

from importlib import metadata
from typing import Optional


def version() -> Optional[str]:
    """Returns the installed version, which is the version of the binary, or `None` if the package is used without installing it."""
    try:
        return metadata.version("backlot-sandbox")
    except metadata.PackageNotFoundError:
        return None
