"""What runs without a visitor: sweeps at their times, by DBOS, and nothing else of it is used.

Every sweep can run again at any time and twice at once, so a worker that dies needs no repair: the
next one overtakes whatever it left. DBOS keeps the clock (each time fires once, however many
workers there are) and the list of what ran. On PostgreSQL that is a schema of its own, `dbos`; on
SQLite a file of its own beside the portal's, which may be deleted while no worker runs.
"""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from sqlalchemy import make_url

from portal import clock

KEPT = timedelta(days=7)
"""So long it stays known that a sweep ran."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something that is done again and again."""

    name: str
    when: str
    """In the words of cron, by the clock of California."""
    run: Callable[[datetime], object]


def place_for(database_url: str) -> str:
    """Where DBOS keeps its list, for a portal on this database."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return url.set(drivername="postgresql").render_as_string(hide_password=False)
    if not url.database or url.database == ":memory:":
        message = "A worker needs a database in a file, or PostgreSQL."
        raise ValueError(message)
    file = Path(url.database)
    return f"sqlite:///{file.with_name(file.stem + '-worker.db')}"


class Worker:
    """Runs sweeps in threads of this process until it is stopped. There is one per process."""

    def __init__(self, database_url: str, sweeps: Sequence[Sweep]) -> None:
        self.url = place_for(database_url)
        self.sweeps = sweeps

    def start(self) -> None:
        """Run each sweep now, and from then on at its times."""
        from dbos import DBOS, DBOSPortableJSONSerializer  # a second to load, for workers only

        DBOS(
            config={
                "name": "portal",
                "system_database_url": self.url,
                "executor_id": f"{socket.gethostname()}-{os.getpid()}",
                "application_version": "1",  # sweeps have no steps that a deploy could break
                "serializer": DBOSPortableJSONSerializer(),  # nothing in there can run as code
                "log_level": "WARNING",
            }
        )
        sweeps = [*self.sweeps, Sweep("tidy", "30 3 * * *", lambda at: _tidy(DBOS, at))]
        known = [(sweep, _workflow(DBOS, sweep)) for sweep in sweeps]
        DBOS.launch()
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": sweep.name,
                    "workflow_fn": workflow,
                    "schedule": sweep.when,
                    "context": None,
                    "cron_timezone": "America/Los_Angeles",
                }
                for sweep, workflow in known
            ]
        )
        for _, workflow in known:
            DBOS.start_workflow(workflow, clock.now(), None)

    def stop(self) -> None:
        """Let what runs come to its end, and run nothing more."""
        from dbos import DBOS

        DBOS.destroy(workflow_completion_timeout_sec=30)


def _workflow(dbos: Any, sweep: Sweep) -> Any:
    """The sweep as DBOS knows it. While one runs in this process, the next is left out."""
    running = Lock()

    def run(_scheduled: datetime, _context: Any) -> None:
        if not running.acquire(blocking=False):
            return
        try:
            sweep.run(clock.now())
        except Exception:  # the next sweep tries again; what failed is to be read in the log
            log.exception("The sweep “%s” failed; the next one tries again.", sweep.name)
        finally:
            running.release()

    return dbos.workflow(name=f"sweep-{sweep.name}")(run)


def _tidy(dbos: Any, at: datetime) -> None:
    """Forget what ran long ago. In a thread, where DBOS does not take it for a step to remember."""
    tidying = Thread(target=_forget_before, args=(dbos, at - KEPT), name="tidy")
    tidying.start()
    tidying.join()


def _forget_before(dbos: Any, at: datetime) -> None:
    while True:
        old = dbos.list_workflows(
            end_time=at.isoformat(), limit=500, load_input=False, load_output=False
        )
        if not old:
            return
        dbos.delete_workflows([each.workflow_id for each in old])
