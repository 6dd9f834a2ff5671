"""Somebody of the staff who saves one record again and again through its form, and what of it is in the database."""

import threading
import time

from drills.clusters import Cluster
from drills.portals import Portal

_EVENTS = "SELECT row->>'title' FROM evidence_event WHERE \"table\" = 'localities_discrepancy' AND record = %s::text"


class Writer:
    """Each save changes two rows in one transaction: the discrepancy and its first claim get the same number."""

    def __init__(self, portal: Portal, cluster: Cluster) -> None:
        self.portal, self.staff, self.cluster = portal, portal.staff(), cluster
        self.pk = cluster.execute("SELECT min(id) FROM localities_discrepancy")[0][0]
        self.page = f"/sprava/localities/discrepancy/{self.pk}/change/"
        self.acknowledged: list[int] = []
        self.tried = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def __enter__(self) -> "Writer":
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def save(self) -> bool:
        """Whether the portal said that it was saved."""
        self.tried += 1
        number = self.tried
        try:
            form = self.staff.form(self.page)
            form |= {"title": f"Pokus {number}", "claims-0-claim": f"Pokus {number}"}
            is_saved = self.staff.post(self.page, form, timeout=15).status == 302
        except (OSError, AssertionError):
            return False
        if is_saved:
            self.acknowledged.append(number)
        return is_saved

    def _write(self) -> None:
        while not self._stop.is_set():
            if not self.save():
                time.sleep(0.05)

    def until_written(self) -> None:
        """Wait until two more are saved."""
        before = len(self.acknowledged)
        self.portal.until(lambda: len(self.acknowledged) > before + 1, 60, "it is written again")

    def lost(self) -> list[int]:
        """What was acknowledged and is not in the database."""
        there = {row[0] for row in self.cluster.execute(_EVENTS, self.pk)}
        return [number for number in self.acknowledged if f"Pokus {number}" not in there]

    def half(self) -> list[tuple[str, str]]:
        """Where only one of the two rows was written."""
        asked = "SELECT d.title, c.claim FROM localities_discrepancy d JOIN localities_discrepancyclaim c"
        asked += " ON c.discrepancy_id = d.id AND c.position = 1 WHERE d.id = %s AND d.title <> c.claim"
        rows: list[tuple[str, str]] = self.cluster.execute(asked, self.pk)
        return rows
