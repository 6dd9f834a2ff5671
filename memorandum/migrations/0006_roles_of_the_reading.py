from django.db import migrations

from memorandum import roles


class Migration(migrations.Migration):
    """Let the roles look at what people decided while reading papers in."""

    dependencies = [("memorandum", "0005_roles_of_imports"), ("council", "0012_verdicts")]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
