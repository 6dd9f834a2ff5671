from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension
from django.db import migrations

from evidence import guards


class Migration(migrations.Migration):
    """What tables are made with: functions of order, search and history, and what compares keys, days and texts."""

    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        CreateExtension("fuzzystrmatch"),
        guards.Install(lambda: guards.FUNCTIONS),
    ]
