from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """So that one exclusion constraint can compare keys, days and amounts."""

    dependencies = [("council", "0004_agenda")]
    operations = [BtreeGistExtension()]
