"""Tells which packages of a lock have known vulnerabilities: audit.py LOCK [OPTION OF pip-audit ...]

Exit status 1 when one has. An index that cannot be asked is told and is no failure, for else the gate would close
whenever a machine elsewhere is down or out of reach.
"""

import json
import subprocess
import sys
from typing import Any

COMMAND = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off")
PATIENCE = 60  # seconds; for a hundred packages it takes about ten


def ask(lock: str, options: list[str]) -> list[dict[str, Any]]:
    """What the index says of each package of a lock, nothing when it does not answer."""
    command = [*COMMAND, *options, "--requirement", lock]
    subprocess.run([*command, "--dry-run"], capture_output=True, check=True)  # asks nobody: a broken lock is a failure
    try:
        answer = subprocess.run(
            [*command, "--format=json"], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return list(json.loads(answer.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []


def main(lock: str, *options: str) -> int:
    """Ask, and print what was found."""
    packages = ask(lock, list(options))
    checked = [package for package in packages if "skip_reason" not in package]
    missing = [package["name"] for package in packages if "skip_reason" in package]
    found = [(package, flaw) for package in checked for flaw in package["vulns"]]
    if not checked:  # an index of packages alone answers "not found" to every one
        print("audit: the index of vulnerabilities did not answer; NOTHING WAS CHECKED")
        return 0
    for package, flaw in found:
        names, mended = ", ".join((flaw["id"], *flaw["aliases"])), ", ".join(flaw["fix_versions"]) or "no version yet"
        print(f"audit: {package['name']} {package['version']}: {names}, mended in {mended}: {flaw['description']}")
    if missing:
        print(f"audit: not known to the index, and not checked: {', '.join(missing)}")
    print(f"audit: {len(checked)} packages checked, {len(found)} known vulnerabilities")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
