from django.db import migrations


class Migration(migrations.Migration):
    """The counts of wrong tries (memorandum.security.tries), shared by all processes.

    Unlogged: they change with every try and are worth nothing after an hour.
    """

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE security_tries (
                key bytea PRIMARY KEY,
                count integer NOT NULL,
                until timestamp with time zone NOT NULL
            );
            CREATE INDEX security_tries_until ON security_tries (until);
            """,
            "DROP TABLE security_tries",
        )
    ]
