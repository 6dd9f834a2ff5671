from django.conf import settings
from django.db import migrations

from memorandum.staff import roles


class Migration(migrations.Migration):
    """Make the groups of the roles.  A model or a permission that comes later needs one more migration like this."""

    dependencies = [
        ("accounts", "0001_cache"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("evidence", "0002_initial"),
        ("council", "0001_initial"),
        ("localities", "0001_initial"),
        ("funding", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(roles.settle, migrations.RunPython.noop)]
