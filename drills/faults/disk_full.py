"""The disk fills up under the database while somebody saves, and has room again."""

import shutil
import subprocess
import time
from contextlib import suppress
from typing import Any

import psycopg

from drills.clusters import Cluster
from drills.faults._disks import fill, small_disk
from drills.faults._writing import Writer
from drills.world import World

PROVES = "Dojde-li databázi místo na disku, čte se dál, zápis se odmítne srozumitelně, nic potvrzeného se neztratí a po uvolnění se píše."
#: The control: that nothing could be written is told as if it had been.
_OFF = """
from django.http import HttpResponseRedirect
from memorandum.portal.pages import standing
standing.unavailable = lambda request: HttpResponseRedirect("../")
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    with small_disk(world.folder / "disk", "260m") as disk:
        return _filled(world, disk, guarded=guarded)


def _filled(world: World, disk: Any, *, guarded: bool) -> dict[str, Any]:
    with world.cluster() as made:
        made.stop()
        subprocess.run(["cp", "-a", made.data, disk / "data"], check=True)
    cluster = Cluster(disk / "data", {"max_wal_size": "64MB"})
    world.keep(cluster)
    cluster.stop()
    shutil.rmtree(cluster.data)
    cluster.data = disk / "data"
    cluster.start()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    writer = Writer(portal, cluster)
    assert writer.save(), "nejde zapsat ani před naplněním"
    with cluster.connect() as filler:
        filler.execute("CREATE TABLE filler (text text)")
    fill(disk / "full")
    with suppress(psycopg.Error), cluster.connect() as filler:  # what the server still had of room within its files
        for _ in range(300):
            filler.execute("INSERT INTO filler SELECT string_agg(md5(n::text), '') FROM generate_series(1, 30000) n")
    acknowledged = len(writer.acknowledged)
    refused = 0
    for _ in range(200):
        refused += not writer.save()
        if refused >= 5:
            break
    assert refused or len(writer.acknowledged) > acknowledged + 150, "nic se neodmítlo"
    lost = writer.lost() if _answers(cluster) else []
    assert not lost, f"potvrzené a nezapsané: {lost}"
    assert refused >= 5, "plný disk se neprojevil"
    (disk / "full").unlink()
    if cluster.process is None or cluster.process.poll() is not None:
        cluster.process = None
        cluster.start()
    end = time.monotonic() + 60
    while not writer.save():
        assert time.monotonic() < end, "po uvolnění místa se nepíše"
        time.sleep(0.5)
    assert not writer.lost(), f"ztracené: {writer.lost()}"
    assert not writer.half(), f"napůl: {writer.half()}"
    assert portal.get("/lokality/?q=potom").status == 200
    return {"potvrzených": len(writer.acknowledged), "odmítnutých": refused, "ztracených": 0}


def _answers(cluster: Cluster) -> bool:
    try:
        cluster.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
