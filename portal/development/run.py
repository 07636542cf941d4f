"""`./dev run`: prepare the database, catch mail, and serve.

Run as `python -m portal.development.run`. PORT sets the port; everything stays on this machine.
"""

import os
import subprocess
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from portal.config import ROOT, Settings
from portal.development import mail_catcher


def main() -> None:
    """Set everything up and serve until interrupted."""
    port = int(os.environ.get("PORT", "8000"))
    (ROOT / "instance").mkdir(exist_ok=True)
    os.environ["PORTAL_ENV"] = "development"
    os.environ.setdefault("PORTAL_SAMPLE_WORLD", "true")
    os.environ.setdefault("PORTAL_WORK_INSIDE", "true")
    os.environ.setdefault("PORTAL_PUBLIC_URL", f"http://127.0.0.1:{port}")
    catcher = None
    if "PORTAL_SMTP_PORT" not in os.environ:
        catcher = mail_catcher.start(Settings().mail_folder)
        os.environ["PORTAL_SMTP_PORT"] = str(catcher.port)
    try:
        prepared = [sys.executable, "-m", "portal.development.prepare"]
        subprocess.run(prepared, cwd=ROOT, check=True)  # noqa: S603 - our own module
        _say(f"The portal is at http://127.0.0.1:{port}")
        _say(f"What it mails is at http://127.0.0.1:{port}/dev/mail")
        Granian(
            "wsgi:app",
            address="127.0.0.1",
            port=port,
            interface=Interfaces.WSGI,
            workers=2,
            blocking_threads=1,
            working_dir=Path(ROOT),
            log_enabled=False,
        ).serve()
    finally:
        if catcher is not None:
            catcher.stop()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
