from django.db import migrations

from memorandum.staff import roles


class Migration(migrations.Migration):
    """The roles again, for the log of security."""

    dependencies = [("accounts", "0002_roles"), ("security", "0002_security_log")]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
