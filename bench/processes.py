"""CPU time and memory of processes and their children, from /proc."""

import os
from pathlib import Path

from sqlalchemy import Engine, text

_TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    # The name of a program stands in parentheses and may hold spaces: split after it.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def parent(pid: int) -> int:
    """The process that started this one."""
    return int(_stat(pid)[1])


def tree(root: int) -> list[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(parent(int(entry.name)), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended meanwhile
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_ms(roots: list[int]) -> float:
    """User and system time that these trees have used, with that of children that have ended."""
    ticks = 0
    for pid in {pid for root in roots for pid in tree(root)}:
        try:
            ticks += sum(int(field) for field in _stat(pid)[11:15])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return ticks * 1000 / _TICKS


def resident_mb(pid: int) -> float:
    """The memory that a process holds, shared pages included."""
    return _status_mb(pid, "VmRSS")


def peak_mb(pid: int) -> float:
    """The most that it ever held."""
    return _status_mb(pid, "VmHWM")


def _status_mb(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


def database_roots(engine: Engine) -> list[int]:
    """The process of a PostgreSQL server on this machine, above that of our connection."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
    try:
        return [parent(backend)]
    except FileNotFoundError:
        return []  # it runs elsewhere: its time is not counted, and the page says so
