"""The commands that a newcomer types, run for real."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

WHOLEPLACE = [sys.executable, "-m", "wholeplace.faces.cli"]
pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WHOLEPLACE", "DJANGO", "DATABASE"))
    }
    return kept | more


def wait_for_page(address: str, server: subprocess.Popen[str], attempts: int = 240) -> str:
    """Ask until the page comes; a server that ended is not waited for."""
    for _ in range(attempts):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            assert server.poll() is None, server.stdout and server.stdout.read()
            time.sleep(0.25)  # another process has to start: there is nothing here to wait on
    raise AssertionError(f"{address} never answered")


class Receiver(BaseHTTPRequestHandler):
    """Takes what OpenTelemetry sends."""

    seen: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        self.seen.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_serve_starts_from_an_empty_folder_serves_and_ends_when_told(tmp_path: Path) -> None:
    collector = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    port, folder = free_port(), tmp_path / "data"
    environment = clean_environment(
        OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_port}",
        OTEL_METRIC_EXPORT_INTERVAL="500",
    )
    server = subprocess.Popen(
        [*WHOLEPLACE, "serve", "--data", str(folder), "--port", str(port)],
        env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        page = wait_for_page(f"http://127.0.0.1:{port}/", server)
        style = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert style is not None
        assert "govuk" in wait_for_page(f"http://127.0.0.1:{port}{style.group(1)}", server)
        assert wait_for_page(f"http://127.0.0.1:{port}/ready", server) == '{"status": "ready"}'
        for _ in range(60):
            if any(b"wholeplace.chain.events" in body for _, body in Receiver.seen):
                break
            time.sleep(0.25)  # the exporter has a clock of its own
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=60)
        collector.shutdown()
        collector.server_close()
    assert f"http://127.0.0.1:{port}" in said
    assert "make the first account with this code" in said
    for name in ("secret-key", "signing-key"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert any(b"wholeplace.chain.events" in body for path, body in Receiver.seen if path == "/v1/metrics")


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WHOLEPLACE, *arguments], env=clean_environment(**environment), cwd=cwd, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


def test_serve_refuses_to_be_open_to_others_without_tls(tmp_path: Path) -> None:
    done = run("serve", "--host", "0.0.0.0", cwd=tmp_path)
    assert done.returncode == 2
    assert "must be this machine itself" in done.stderr


def test_serve_says_when_its_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("serve", "--data", "file/inside", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be used" in done.stderr


def test_check_deploy_without_settings_says_what_to_set(tmp_path: Path) -> None:
    done = run("check-deploy", cwd=tmp_path)
    assert done.returncode == 2
    assert "WHOLEPLACE_SECRET_KEY is not set" in done.stderr


def test_check_deploy_names_what_is_unsafe(tmp_path: Path) -> None:
    done = run("check-deploy", cwd=tmp_path, WHOLEPLACE_SECRET_KEY="x")
    assert done.returncode == 1
    assert "too easy to guess" in done.stdout
