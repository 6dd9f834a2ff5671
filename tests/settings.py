"""Settings of the tests: those of the portal, with another database and nothing that costs time."""

import os

os.environ["SECRET_KEY"] = "only for tests, and only as long as they run"
os.environ["LEDGER_KEY"] = "7e57" * 16

from memorandum.settings import *  # noqa: F403, TID251
from memorandum.settings import DATABASES, LOGGING, STORAGES, TURNS_DIR  # noqa: TID251

if "EMBEDDED" in DATABASES["default"]:
    # A second server beside the portal's own: a test never touches real data, and need not survive a power cut.
    DATABASES["default"]["EMBEDDED"] |= {
        "name": "pg18-test",
        "settings": {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "io_method": "sync",
            "max_parallel_workers_per_gather": "0",
        },
    }
# A test's own transaction is seen over one connection; tests/region/test_public_reads.py has the others back.
PUBLIC, MOMENTS = DATABASES.pop("public"), DATABASES.pop("moments")
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection left open would keep the test database from being dropped
# Each worker has a machine of its own: the turns of one must not be waited for by another.
TURNS_DIR /= os.environ.get("PYTEST_XDIST_WORKER", "alone")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # static files as they lie in the sources
SECURITY_CONTACT = "bezpecnost@example.cz"
STAFF_MFA = "optional"  # most tests are not about logging in; those that are want it back
# Tests ask by the thousand for what is refused, and writing each refusal into the log takes longer than it does.
LOGGING["loggers"] |= {"django.request": {"level": "ERROR"}}  # type: ignore[operator]
SOFFICE = "false"  # LibreOffice takes seconds; the tests that are about it name another program
