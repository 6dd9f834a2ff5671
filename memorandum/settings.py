"""Settings of the whole portal; every value that differs between machines comes from the environment."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from memorandum import secret_key

django_stubs_ext.monkeypatch()  # ModelAdmin[Locality] means something to the type checker only

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

database_url = env.str("DATABASE_URL", default="")
if database_url:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    socket = unquote(urlsplit(database_url).netloc.rpartition("@")[2].partition(":")[0])
    if socket.startswith("/"):  # django-environ would leave %2Frun%2Fpostgresql as it is, in small letters
        DATABASES["default"]["HOST"] = socket
else:
    DATABASES = {
        "default": {
            "ENGINE": "memorandum.embedded_postgresql",
            "NAME": "portal",
            "EMBEDDED": {"var": str(VAR_DIR)},
        }
    }

DATABASES["default"] = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True} | DATABASES["default"]

SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key.read(VAR_DIR / "secret_key")
if not SECRET_KEY:
    if database_url:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. A portal with a database of its own (DATABASE_URL) never makes up a secret: "
            "set SECRET_KEY, or SECRET_KEY_FILE with the path of a file that holds it."
        )
    SECRET_KEY = secret_key.make(VAR_DIR / "secret_key")

INSTALLED_APPS = [
    "memorandum.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "council",
    "localities",
    "funding",
    "memorandum",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "memorandum.middleware.history",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "localities.backends.ScopeBackend",  # first: it refuses what the others would grant
    "django.contrib.auth.backends.ModelBackend",
]
ROOT_URLCONF = "memorandum.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["memorandum.templatetags.czech"],
        },
    }
]
WSGI_APPLICATION = "memorandum.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "cs"
LOCALE_PATHS = [BASE_DIR / "locale"]  # what Django's own Czech has not got
TIME_ZONE = "Europe/Prague"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in the database
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
OPERATOR = {
    "name": env.str("OPERATOR_NAME", default=""),
    "address": env.str("OPERATOR_ADDRESS", default=""),
    "email": env.str("OPERATOR_EMAIL", default=""),
    "accessibility_email": env.str("ACCESSIBILITY_EMAIL", default=""),
    "data_protection": env.str("DATA_PROTECTION_CONTACT", default=""),
}
RECORD_DIR = Path(env.str("RECORD_DIR", default=str(BASE_DIR / "data" / "liberecky-kraj")))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"memorandum.issuing": {"level": "INFO"}},  # the hashes of what was issued, kept a second time
}
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # nothing else writes
