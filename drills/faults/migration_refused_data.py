"""A new release forbids what the record already holds, in the second of its migrations.

The control: nobody looks at the data before the first one is made.
"""

from typing import Any

from drills.faults._next_release import NextRelease

PROVES = "Nedovoluje-li nové vydání data, která v evidenci jsou, změna databáze je česky vyjmenuje a nezmění nic."
_FIRST = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("localities", "0001_initial"), ("dalsi_vydani", "0001_initial")]
    def __init__(self, name, app_label):
        super().__init__(name, "localities")
    operations = [
        migrations.AddConstraint(
            "locality",
            models.CheckConstraint(
                condition=~models.Q(slug="ralsko"), name="not_so", violation_error_message="Takové místo už být nesmí."
            ),
        )
    ]
"""
_BEFORE = """
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [migrations.CreateModel("Dalsi", [("id", models.BigAutoField(primary_key=True))])]
"""
_OFF = """
from memorandum.server import migrating
migrating.refused_rows = lambda plan, state: iter(())
"""


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    migrations = {"0001_initial": _BEFORE, "0002_rule": _FIRST}
    release = NextRelease(world, cluster, migrations, code="" if guarded else _OFF)
    asked = "SELECT count(*) FROM pg_class WHERE relkind = 'r'"
    before = cluster.execute(asked)
    process = release.migrate()
    told = process.communicate(timeout=120)[0]
    assert process.returncode == 1, told
    assert cluster.execute(asked) == before, "změna skončila v půli: něco už se změnilo"
    assert "Databáze se nezměnila" in told, told
    assert "Lokalita „ralsko“" in told, told
    assert "Takové místo už být nesmí." in told, told
    cluster.execute("UPDATE localities_locality SET slug = 'ralsko-2' WHERE slug = 'ralsko'")
    again = release.migrate()
    told = again.communicate(timeout=120)[0]
    assert again.returncode == 0, told
    return {"vyjmenovaných": 1, "změněných": 0, "po opravě dokončených": 2}
