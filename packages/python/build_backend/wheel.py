"""Builds the wheel: the modules, and a finished `backlot` binary among its scripts.

The variable `BACKLOT` names the binary. `BACKLOT_WHEEL_PLATFORM` names the platform that the binary runs on, in the words of wheel
names, such as `manylinux_2_17_x86_64.musllinux_1_2_x86_64` for a static one; without it, it is this machine's.
"""

import base64
import hashlib
import os
import re
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = ROOT.parent.parent
NAME = "backlot_sandbox"
TIME = (1980, 1, 1, 0, 0, 0)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel into a directory and returns its name, as PEP 517 asks."""
    version = project_version()
    platform = os.environ.get("BACKLOT_WHEEL_PLATFORM") or re.sub(r"[-.]", "_", sysconfig.get_platform())
    tags = [f"py3-none-{part}" for part in platform.split(".")]
    info = f"{NAME}-{version}.dist-info"
    binary = built_binary()
    files = {f"{NAME}/{file.name}": file.read_bytes() for file in sorted((ROOT / "src" / NAME).iterdir()) if file.is_file()}
    files |= {f"{info}/licenses/{name}": (WORKSPACE / name).read_bytes() for name in ("LICENSE-APACHE", "LICENSE-MIT", "NOTICES.md")}
    script = f"{NAME}-{version}.data/scripts/backlot{binary.suffix}"
    files[script] = binary.read_bytes()
    files[f"{info}/METADATA"] = metadata(version).encode()
    files[f"{info}/WHEEL"] = wheel_facts(tags).encode()
    files[f"{info}/entry_points.txt"] = b"[pytest11]\nbacklot = backlot_sandbox.pytest_plugin\n"
    rows = [f"{path},sha256={digest(data)},{len(data)}" for path, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()

    wheel = f"{NAME}-{version}-py3-none-{platform}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, TIME)
            entry.external_attr = (0o100755 if path == script else 0o100644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    """Refuses, since the sources of the binary are not below this folder."""
    raise SystemExit("backlot-sandbox is published as wheels alone: each holds a binary that cargo has built")


def project_version():
    """Returns the version of the Cargo workspace."""
    manifest = (WORKSPACE / "Cargo.toml").read_text()
    return re.search(r'\[workspace\.package\]\s+version = "([^"]+)"', manifest)[1]


def built_binary():
    """Returns the path of the binary that `BACKLOT` names."""
    binary = Path(os.environ.get("BACKLOT") or "")
    if not binary.is_file():
        raise SystemExit("BACKLOT must be the path of a binary: cargo build --release, then BACKLOT=$PWD/target/release/backlot")
    return binary


def metadata(version):
    """Returns the core metadata, followed by the readme."""
    project = re.search(r'description = "([^"]+)"', (ROOT / "pyproject.toml").read_text())
    lines = [
        "Metadata-Version: 2.4",
        "Name: backlot-sandbox",
        f"Version: {version}",
        f"Summary: {project[1]}",
        "Requires-Python: >=3.10",
        "License-Expression: MIT OR Apache-2.0",
        *(f"License-File: {name}" for name in ("LICENSE-APACHE", "LICENSE-MIT", "NOTICES.md")),
        "Classifier: Framework :: Pytest",
        "Description-Content-Type: text/markdown",
        "",
        (ROOT / "README.md").read_text(),
    ]
    return "\n".join(lines)


def wheel_facts(tags):
    """Returns the text of the file `WHEEL`."""
    lines = ["Wheel-Version: 1.0", "Generator: backlot", "Root-Is-Purelib: false", *(f"Tag: {tag}" for tag in tags), ""]
    return "\n".join(lines)


def digest(data):
    """Returns the digest of some bytes as `RECORD` spells it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
