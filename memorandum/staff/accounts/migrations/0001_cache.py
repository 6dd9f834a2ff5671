from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache, as ``createcachetable`` would make it.

    Rate limits and used codes must be known to every worker.  Unlogged: they are not worth a write-ahead log, and an
    empty cache after a crash harms nobody.
    """

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE portal_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX portal_cache_expires ON portal_cache (expires);
            """,
            "DROP TABLE portal_cache",
        )
    ]
