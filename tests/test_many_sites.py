"""An office that keeps the sites of many communes: folders and script of docs/huong-dan/nhieu-xa.md, as written."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from conftest import HERE, REPOSITORY, forget_key, posix, run

GUIDE = (REPOSITORY / "docs/huong-dan/nhieu-xa.md").read_text(encoding="utf-8")
OWN = ("site_name", "site_url", "site_description")
MANY = ("xa-hai", "xa-mot")  # in the order of the script


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """What the guide draws, with two communes that share procedures, theme, and most of their settings."""
    sample = shutil.copytree(HERE / "commune", tmp_path / "sample")
    forget_key(sample)
    office = tmp_path / "office"
    shutil.copytree(REPOSITORY / "theme", office / "giao-dien")
    shutil.move(sample / "site_data/procedures", office / "chung/procedures")
    shutil.copytree(sample / "content/thu-tuc/mau-don", office / "chung/mau")
    config = (sample / "mkdocs.yml").read_text("utf-8").split("\n")
    shared = "\n".join(line for line in config if not line.startswith(OWN))
    themed = shared.replace("name: material\n", "name: material\n  custom_dir: ../../giao-dien\n")
    (office / "chung.yml").write_text(themed, "utf-8")
    unit = (sample / "site_data/site.yml").read_text("utf-8")
    (sample / "site_data/site.yml").unlink()
    own, common = unit[: unit.index("national_portal:")], unit[unit.index("national_portal:") :]
    (office / "chung/site.yml").write_text(common, "utf-8")
    for name in MANY:
        folder = shutil.copytree(sample, office / "xa" / name)
        (folder / "rieng").mkdir()
        (folder / "rieng/site.yml").write_text(own, "utf-8")
        url = f"site_url: https://tinh.example.vn/{name}/"
        (folder / "mkdocs.yml").write_text(f"INHERIT: ../../chung.yml\nsite_name: {name}\n{url}\n", "utf-8")
    script = re.search(r"```sh\n(#!/bin/sh.*?)```", GUIDE, re.DOTALL)
    assert script
    (office / "dang-tat-ca.sh").write_text(script[1].replace("/srv/www/xa", shlex.quote(f"{tmp_path}/www")), "utf-8")
    program = office / "chuong-trinh/.venv/bin/cchc"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cchc "$@"\n', "utf-8")
    program.chmod(0o755)
    return office


@posix
def test_a_broken_commune_stops_no_other_and_is_told(office: Path, tmp_path: Path) -> None:
    (office / "xa/xa-hai/site_data/hotlines.yml").write_text("- name:\n", "utf-8")
    ours = office / "xa/xa-mot/rieng/procedures/1.999001.yml"
    ours.parent.mkdir()
    common = (office / "chung/procedures/1.999001.yml").read_text("utf-8")
    ours.write_text(re.sub(r"^owner: .*", "owner: Quầy của xã Một", common, flags=re.MULTILINE), "utf-8")
    done = run("sh", office / "dang-tat-ca.sh")
    (told,) = office.glob("nhat-ky/*/tong-ket.txt")
    lines = told.read_text("utf-8").splitlines()
    assert (done.returncode, lines[0], lines[-1]) == (1, "1 xa-hai", "0 xa-mot"), (lines, done.stderr)
    assert lines[1].startswith("site_data/hotlines.yml:1:"), lines
    assert done.stdout.splitlines() == lines[:-1]
    assert not (tmp_path / "www/xa-hai").exists()
    shown = tmp_path / "www/xa-mot/current/thu-tuc"
    assert "Quầy của xã Một" in (shown / "1-999001/index.html").read_text("utf-8")
    assert {path.name for path in (shown / "mau").iterdir()} >= {path.name for path in (office / "chung/mau").iterdir()}
