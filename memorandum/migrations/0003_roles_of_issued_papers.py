from django.db import migrations

from memorandum import roles


class Migration(migrations.Migration):
    """Let the roles look at what was issued."""

    dependencies = [("memorandum", "0002_roles_of_the_agenda"), ("council", "0007_guards_of_issued_papers")]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
