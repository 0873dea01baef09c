"""Writes what a wheel needs at run time, as CycloneDX: sbom.py WHEEL LOCK PYTHON

Names, versions and hashes are those of LOCK; licences, descriptions and who needs whom are as installed for PYTHON (a
package for another system has none). The list stands beside WHEEL, under its name and version.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import parse_wheel_filename

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
Bom = dict[str, Any]


def described(*source: str) -> Bom:
    """What CycloneDX's own program makes of a lock or an environment."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *source, "--pyproject", str(PROJECT)]
    done = subprocess.run(  # `main` validates, once: that takes longer than all the rest
        [*command, "--output-reproducible", "--no-validate"], stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(done.stdout))


def join(locked: Bom, installed: Bom) -> None:
    """Bring into the list of the lock what only the installed packages tell."""
    known = {component["purl"]: component for component in installed["components"]}
    names = {installed["metadata"]["component"]["bom-ref"]: locked["metadata"]["component"]["bom-ref"]}
    for component in locked["components"]:
        component["bom-ref"] = component["purl"]
        del component["description"]  # the lines of the lock, with every hash
        if same := known.get(component["purl"]):
            component |= {key: same[key] for key in ("description", "licenses") if key in same}
            names[same["bom-ref"]] = component["purl"]
    locked["dependencies"] = [
        {"ref": names[each["ref"]], "dependsOn": [names[ref] for ref in each.get("dependsOn", ()) if ref in names]}
        for each in installed["dependencies"]
        if each["ref"] in names
    ]


def main(wheel: Path, lock: str, python: str) -> None:
    """Write the list, if its schema takes it."""
    name, version, *_ = parse_wheel_filename(wheel.name)
    bom = described("requirements", lock)
    join(bom, described("environment", python))
    bom["metadata"]["component"] |= {
        "version": str(version),
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}],
    }
    text = json.dumps(bom, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if error := JsonStrictValidator(SchemaVersion.from_version(bom["specVersion"])).validate_str(text):
        sys.exit(f"sbom: {error}")
    wheel.with_name(f"{name}-{version}.cdx.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
