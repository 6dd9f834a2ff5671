from django.db import migrations

from memorandum import roles


class Migration(migrations.Migration):
    dependencies = [("memorandum", "0003_roles_of_issued_papers"), ("council", "0009_templates_of_papers")]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
