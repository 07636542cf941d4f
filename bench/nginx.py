"""nginx in front of the portal, as docs/deploying.md says: for the parts that are measured so.

It is used where it is installed (Debian: `apt-get install nginx-light`), from a folder of ours.
"""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = """
{user}daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; default_type video/mp4;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  upstream portal {{ server 127.0.0.1:{portal}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
    location /bare/ {{ alias {media}/; }}
    location {accel}/ {{
      internal; alias {media}/;
{lines}
    }}
    location / {{
      proxy_pass http://portal; proxy_http_version 1.1; proxy_set_header Connection "";
    }}
  }}
}}
"""


def installed() -> bool:
    """Whether there is one here."""
    return shutil.which("nginx") is not None


@contextmanager
def running(folder: Path, media: Path, portal: int, accel: str, lines: str) -> Iterator[int]:
    """nginx before the portal at this port; its own port. Files lie below /bare/ as well.

    `lines` are those of the internal location in docs/deploying.md.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder.mkdir(exist_ok=True)
    file = folder / "nginx.conf"
    file.write_text(
        CONFIGURATION.format(
            user="user root; " if os.geteuid() == 0 else "",  # else its workers may read nothing
            folder=folder,
            media=media,
            port=port,
            portal=portal,
            accel=accel,
            lines=lines,
        )
    )
    command = ["nginx", "-c", str(file), "-p", str(folder)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port, folder)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int, folder: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"nginx did not start:\n{(folder / 'nginx.log').read_text()}"
    raise RuntimeError(message)
