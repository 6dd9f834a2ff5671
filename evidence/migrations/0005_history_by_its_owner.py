from django.db import migrations

from evidence import guards


class Migration(migrations.Migration):
    """History is written with the rights of its owner, so that nobody else needs them."""

    dependencies = [("evidence", "0004_growth")]
    operations = [guards.Install(lambda: guards.FUNCTIONS)]
