"""Content Credentials of our videos, read by a library of other people.

    python -m venv other; other/bin/pip install encypher-c2pa==1.7.1
    python benchmarks/second_reader.py VIDEO.mp4 --python other/bin/python

It is given the video, a copy with one changed byte in its picture, and one with a changed claim,
with this installation's authority as the only one to trust. It is not installed with this
program, and runs without network: in a namespace that has none.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from talking_photo.core.provenance.authority import trusted_certificates
from talking_photo.core.provenance.credentials import FACTS
from talking_photo.core.settings import load_settings

_READ = """
import json, sys, encypher_c2pa
encypher_c2pa.configure_telemetry(False)
found = encypher_c2pa.verify(
    sys.stdin.buffer.read(), "video/mp4", trust_pem=sys.argv[1], no_default_trust=True,
    telemetry=False,
)
failures = [one["code"] for one in found["validation_results"]["failure"]]
print(json.dumps({name: found[name] for name in ("integrity", "signature", "hard_binding")}
    | {"trust": found["trust"]["status"], "failures": failures}))
"""


def main() -> None:
    """Print what the other library says of each copy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path, help="an mp4 that this installation signed")
    parser.add_argument("--python", default="python3", help="one that has encypher-c2pa")
    asked = parser.parse_args()
    trusted = trusted_certificates(load_settings(None, os.environ)).authorities
    contents = asked.video.read_bytes()
    copies = {
        "as it is": contents,
        "picture changed": _flipped(contents, contents.index(b"mdat") + 2000),
        "claim changed": _flipped(contents, contents.index(FACTS.encode()) + len(FACTS) + 16),
    }
    with tempfile.TemporaryDirectory() as home:  # where it keeps that it shall send nothing
        for name, copy in copies.items():
            command = ["unshare", "-rn", asked.python, "-c", _READ, trusted]
            said = subprocess.run(
                command, input=copy, capture_output=True, check=True, env={"HOME": home}
            )
            print(f"{name:16} {json.loads(said.stdout)}")


def _flipped(contents: bytes, at: int) -> bytes:
    return contents[:at] + bytes([contents[at] ^ 1]) + contents[at + 1 :]


if __name__ == "__main__":
    main()
