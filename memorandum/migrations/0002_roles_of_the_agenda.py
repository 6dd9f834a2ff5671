from django.db import migrations

from memorandum import roles


class Migration(migrations.Migration):
    dependencies = [("memorandum", "0001_roles"), ("council", "0004_agenda")]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
