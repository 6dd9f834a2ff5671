"""Times every kind of public page without any cache; see README.md."""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.models import Source
from localities.models import Locality, Municipality

TIMES = 25
STEPS = 60_000


def loop() -> None:
    """Work like that of a page, small texts and a dictionary: how fast the machine is just now."""
    held: dict[int, str] = {}
    for step in range(STEPS):
        held[step % 977] = f"{step}x"


def examples() -> list[str]:
    """The pages, with the locality and the municipality that come first, and the source with the longest text."""
    place, town = Locality.objects.public()[0], Municipality.objects.all()[0]
    source = max(Source.objects.public(), key=lambda source: (len(source.text), source.key))
    return [
        *("/", "/lokality/", place.get_absolute_url(), "/mapa/vlozit/", "/obce/", town.get_absolute_url()),
        *("/finance/", "/zmeny/", "/memorandum/", "/zastupitelstvo/", "/informace/", "/informace/sestava/"),
        *("/usneseni/", "/zdroje/", source.get_absolute_url(), "/rozpory/", "/lokality/export.json"),
        "/obce/export.csv",
    ]


def of_process() -> float:
    return time.process_time()


def of_database() -> float:
    """Of the server processes that answer our connections; in hundredths of a second, so it is only right in sums."""
    ticks = 0
    for ours in connections.all():
        if ours.connection is not None:
            stat = Path(f"/proc/{ours.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(client: Client, path: str) -> None:
    for _ in range(3):
        answer = client.get(path)
    assert answer.status_code == 200, path
    with (
        CaptureQueriesContext(connections["default"]) as written_to,
        CaptureQueriesContext(connections["moments"]) as of_moments,
        CaptureQueriesContext(connections["public"]) as asked,
    ):
        client.get(path)
    queries = len(asked) + len(written_to) + len(of_moments)
    before = of_database()
    pages: list[float] = []
    loops: list[float] = []
    for _ in range(TIMES):
        for work, taken in ((loop, loops), (lambda: client.get(path), pages)):
            began = of_process()
            work()
            taken.append(1000 * (of_process() - began))
    database = 1000 * (of_database() - before) / TIMES
    page, reference = statistics.median(pages), statistics.median(loops)
    print(
        f"{path:42} {page:6.1f} ms {page / reference:5.2f} × loop, database {database:5.1f} ms "
        f"{database / reference:5.2f} × loop, {queries:2} queries, {len(answer.content) / 1024:4.0f} kB",
        flush=True,
    )


def main() -> None:
    client = Client(headers={"host": "127.0.0.1"})
    for path in sys.argv[1:] or examples():
        measure(client, path)


if __name__ == "__main__":
    main()
