"""Run the worker: it computes what people asked for."""

from __future__ import annotations

import signal
import time
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connections
from django_q.cluster import Cluster

from wholeplace.services.appraisals.jobs import rerun_stalled

LOOK_SECONDS = 2.0


class Command(BaseCommand):
    """Start the processes that compute, and look after jobs whose worker died."""

    help = "Compute in the background what people asked for; run at least one beside the web server."

    is_stopping = False

    def handle(self, **_: object) -> None:
        """Work until told to stop; a job that is being computed then runs again later."""
        connections.close_all()
        cluster = Cluster()
        cluster.start()
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self.stdout.write("The worker is ready.")
        self.stdout.flush()
        while not self.is_stopping and cluster.sentinel.is_alive():
            self._look_after_stalled()
            time.sleep(LOOK_SECONDS)
        cluster.stop()

    def _look_after_stalled(self) -> None:
        try:
            close_old_connections()
            asked = rerun_stalled()
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer; looking again soon: {error}")
            return
        if asked:
            self.stdout.write(f"{asked} stalled job(s) will run again.")

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.is_stopping = True
