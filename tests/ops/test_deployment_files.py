"""The files for a server name what exists, and the programs that read them accept them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands


def test_every_setting_of_the_example_is_read_somewhere(root: Path) -> None:
    names = set(re.findall(r"^#? ?([A-Z_]+)=", (root / "deploy/wholeplace.env").read_text(), re.MULTILINE))
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "src/wholeplace").rglob("*.py"))
    assert {"DATABASE_URL", "WHOLEPLACE_SECRET_KEY"} <= names
    # Some are read in a family, such as WHOLEPLACE_OIDC_{name}: then each last part stands by itself.
    families = set(re.findall(r'f"(WHOLEPLACE_[A-Z]+_)\{', code))
    parts = {
        name: next((name.removeprefix(one) for one in families if name.startswith(one)), name)
        for name in names
    }
    assert {name for name, part in parts.items() if name not in code and f'"{part}"' not in code} == set()


def test_every_command_that_the_guide_and_the_units_name_exists(root: Path) -> None:
    texts = [
        (root / "docs/deployment.md").read_text(),
        *(p.read_text() for p in (root / "deploy").glob("*.service")),
    ]
    told = set(re.findall(r"wholeplace\.faces\.ops ([a-z_]+)", "\n".join(texts)))
    assert {"migrate", "backup", "restore", "check_chain"} <= told
    assert told - set(get_commands()) == set()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_no_fault_in_the_units(root: Path) -> None:
    units = sorted((root / "deploy").glob("*.service")) + sorted((root / "deploy").glob("*.timer"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    # The programs are not installed on the machine that tests.
    faults = [
        line for line in done.stderr.splitlines() if "wholeplace" in line and "is not executable" not in line
    ]
    assert faults == []


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here")
def test_nginx_accepts_its_configuration(root: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1",
         "-keyout", tmp_path / "key", "-out", tmp_path / "pem"], capture_output=True, check=True,
    )  # fmt: skip
    own = (root / "deploy/nginx.conf").read_text()
    own = own.replace("/etc/ssl/certs/wholeplace.pem", str(tmp_path / "pem"))
    own = own.replace("/etc/ssl/private/wholeplace.key", str(tmp_path / "key"))
    whole = f"error_log {tmp_path}/error.log;\npid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{own}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
