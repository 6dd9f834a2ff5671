from django.db import migrations

from memorandum import roles


class Migration(migrations.Migration):
    dependencies = [("memorandum", "0004_roles_of_templates"), ("council", "0011_imports")]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
