"""A sandbox as a process of its own."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from typing import Sequence

from ._errors import BacklotError

#: The seconds that a sandbox has to say where it listens.
PATIENCE = 30.0


def start(binary: str, arguments: Sequence[str] = ()) -> "tuple[subprocess.Popen[bytes], str]":
    """Starts a sandbox on a free port. Returns the process and the URL that it listens on."""
    complaints = tempfile.TemporaryFile()
    # The pipe of its input closes when this process ends, in whatever way, and then the sandbox ends, too.
    command = [binary, "--port", "0", "--log", "json", "--stop-with-stdin", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints)
    try:
        return process, json.loads(_first_line(process))["url"]
    except (ValueError, KeyError):
        stop(process)
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip()
        raise BacklotError(f"{binary} did not start: {said or 'it said nothing'}") from None
    finally:
        complaints.close()


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends a sandbox and waits for its end."""
    process.terminate()
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _first_line(process: "subprocess.Popen[bytes]") -> bytes:
    """Returns the first line of the output. Nobody reads the rest."""
    output = process.stdout
    assert output is not None
    lines: list[bytes] = []
    reader = threading.Thread(target=lambda: lines.append(output.readline()), daemon=True)
    reader.start()
    reader.join(PATIENCE)
    if reader.is_alive():
        # Its end ends the reader, too.
        process.kill()
        reader.join()
    output.close()
    return lines[0] if lines else b""
