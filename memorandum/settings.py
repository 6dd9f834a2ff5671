"""Settings of the whole portal; every value that differs between machines comes from the environment."""

import secrets
from pathlib import Path
from typing import Any

import django.contrib.admin
import django_stubs_ext
from django.utils.csp import CSP

from memorandum.server import mailers, secret_key
from memorandum.server.variables import Variables, refuse

django_stubs_ext.monkeypatch()  # ModelAdmin[Locality] means something to the type checker only

BASE_DIR = Path(__file__).resolve().parent.parent

env = Variables(BASE_DIR / ".env")

VAR_DIR = Path(env.text("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

#: What this process shows: ``public`` no pages of staff, and it reads as the public role; ``staff`` keeps no answers.
PORTAL = env.text("PORTAL", default="both")
if PORTAL not in ("public", "staff", "both"):
    hint = "Nastavte PORTAL=public, nebo PORTAL=staff; bez ní proces ukazuje obojí."
    refuse("memorandum.E010", f"PORTAL je „{PORTAL}“, a to nic neznamená.", hint)
IS_PUBLIC = PORTAL == "public"

# Three roles (memorandum.server.database_roles): whose the tables are, who works with them, who reads what is public.
own_database, public_database = env.database("DATABASE_URL"), env.database("PUBLIC_DATABASE_URL")
owner_database = {} if IS_PUBLIC else env.database("OWNER_DATABASE_URL")
for database in filter(None, (own_database, public_database, owner_database)):
    # The long queries of the record's checks take a server with JIT far longer to compile than to run.
    database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
EMBEDDED: dict[str, Any] = {
    "ENGINE": "memorandum.server.postgresql",
    "NAME": "portal",
    "EMBEDDED": {"var": str(VAR_DIR)},
}
KEPT_OPEN = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
IS_EMBEDDED = not own_database and not (IS_PUBLIC and public_database)
#: How migrations connect, where the role that works with the tables does not own them.
OWNER_DATABASE = owner_database and KEPT_OPEN | owner_database

working = KEPT_OPEN | (EMBEDDED if IS_EMBEDDED else own_database or public_database)
reading = working | (public_database or ({"USER": "portal_public"} if IS_EMBEDDED else {}))
# Public pages read views of what is public (evidence.published), over connections that prepare their questions and may
# lead to a replica: a page is read there as soon as the last change has come there.  What only the server that is
# written to can tell they ask there, under the same role.
PUBLIC_READS_APART = bool(public_database) and any(working.get(n) != reading.get(n) for n in ("HOST", "PORT", "NAME"))
DATABASES: dict[str, dict[str, Any]] = {
    "default": working,
    "public": reading,
    "moments": working | {name: reading[name] for name in ("USER", "PASSWORD") if name in reading},
}
if IS_PUBLIC:
    DATABASES["default"] = DATABASES["moments"]
# A machine that falls silent, at either end, is noticed within seconds: nobody goes on reading what it last said, and
# no lock outlives who took it.  (Within one machine, over a socket, none of this means anything.)  The server does not
# measure how long its answers lie unread, for whoever downloads slowly is alive.
NOTICING: dict[str, int] = {"keepalives_idle": 3, "keepalives_interval": 1, "tcp_user_timeout": 5_000}
NOTICED = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
# Nobody waits for ever: not for a server that does not answer, no visitor for a question or behind a lock, and none of
# the staff behind the lock of a process that has stopped in the midst of something.  What pages ask hangs on other
# days and values, not on another plan: PostgreSQL plans it once, not for each visitor.  So it may look at all joins of
# a question and its views at once, which is how it sees what both of them join; what is read lies in memory, where an
# index costs no more than a table read from end to end.
for alias, database in DATABASES.items():
    options = NOTICING | {"connect_timeout": 2 if alias == "public" else 5} | database.get("OPTIONS", {})
    if alias != "default" or IS_PUBLIC:
        told = "-c search_path=published,public -c statement_timeout=20s -c lock_timeout=3s"
    else:
        told = "-c lock_timeout=45s"
    told += f" -c idle_in_transaction_session_timeout=15min {NOTICED}"
    options["options"] = f"{options.get('options', '')} {told}".strip()
    if alias == "public":
        planned = {"plan_cache_mode": "force_generic_plan", "random_page_cost": "1.1", "geqo_effort": "1"}
        planned |= dict.fromkeys(("from_collapse_limit", "join_collapse_limit"), "20")
        options["options"] += "".join(f" -c {name}={value}" for name, value in planned.items())
        options |= {"server_side_binding": True, "prepare_threshold": 1}
    DATABASES[alias] = database | {"OPTIONS": options}
DATABASE_ROUTERS = ["memorandum.server.public_reads.PublicReads"]

# Public pages sign nothing, so their process knows no secret.
SECRET_KEY = (
    secrets.token_urlsafe(64) if IS_PUBLIC else env.text("SECRET_KEY") or secret_key.read(VAR_DIR / "secret_key")
)
if not SECRET_KEY:
    if own_database:
        refuse(
            "memorandum.E009",
            "SECRET_KEY není nastaven, a portál s vlastní databází (DATABASE_URL) si tajný klíč nevymýšlí.",
            "Nastavte SECRET_KEY, nebo SECRET_KEY_FILE s cestou k souboru, ve kterém je.",
        )
    SECRET_KEY = secret_key.make(VAR_DIR / "secret_key")

#: Of each worker, for public answers; 0 keeps none.
PAGE_CACHE_MB = 0 if PORTAL == "staff" else env.number("PAGE_CACHE_MB", default=64, most=65_536)
#: Where processes and machines share what they have made of them (memorandum.server.shared_pages); empty: nowhere.
SHARED_PAGES_URL = env.address("SHARED_PAGES_URL", ("valkey", "valkeys", "redis", "rediss", "unix"))

# What signs the ledger of issued papers; a portal with a database of its own never makes one up.
LEDGER_SIGNER = env.text("LEDGER_SIGNER")
LEDGER_PUBLIC_KEY = env.text("LEDGER_PUBLIC_KEY").lower()
LEDGER_FORMER_KEYS = env.words("LEDGER_FORMER_KEYS")
LEDGER_HEADS_DIR = env.text("LEDGER_HEADS_DIR")
LEDGER_MAIL_TO = env.words("LEDGER_MAIL_TO")
LEDGER_TSA_URL = env.text("LEDGER_TSA_URL")
LEDGER_TSA_ROOTS = env.text("LEDGER_TSA_ROOTS")
LEDGER_KEY = "" if IS_PUBLIC and not IS_EMBEDDED else env.text("LEDGER_KEY") or secret_key.read(VAR_DIR / "ledger_key")
if not (LEDGER_KEY or LEDGER_SIGNER or own_database or IS_PUBLIC):
    LEDGER_KEY = secret_key.make(VAR_DIR / "ledger_key", secrets.token_hex(32))

# LibreOffice makes PDFs of documents edited in Word; without it none are made.  Empty: wherever it is found.
SOFFICE = env.text("SOFFICE")

INSTALLED_APPS = [
    "memorandum.staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "evidence",
    "council",
    "localities",
    "funding",
    "memorandum",
    "memorandum.security",
    "memorandum.portal",
    "memorandum.staff",
    "memorandum.staff.accounts",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "memorandum.middleware.at_once",
    "memorandum.middleware.canonical",
    "memorandum.middleware.read_apart",
    "memorandum.middleware.read_only",
    "memorandum.middleware.compressed",
    "memorandum.middleware.revalidated",
    "memorandum.middleware.shared",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "memorandum.middleware.Bounded",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "memorandum.middleware.not_idle",
    "allauth.account.middleware.AccountMiddleware",
    "memorandum.middleware.history",
    "django.contrib.messages.middleware.MessageMiddleware",
    "memorandum.middleware.printable",
    "memorandum.middleware.recorded",
]
if IS_PUBLIC:  # without what only staff's pages need
    _contrib = ("django.contrib.sessions", "django.contrib.messages")
    INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(("allauth", "memorandum.staff", *_contrib))]
    _staffs = ("csrf", "Bounded", "not_idle", "history", "auth", "allauth", "messages", "sessions")
    MIDDLEWARE = [layer for layer in MIDDLEWARE if not {*layer.split(".")} & {*_staffs}]
AUTHENTICATION_BACKENDS = [
    "memorandum.staff.backends.ScopeBackend",  # first: it refuses what the others would grant
    "allauth.account.auth_backends.AuthenticationBackend",
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
                *(
                    ()
                    if IS_PUBLIC
                    else (
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    )
                ),
            ],
            "builtins": ["memorandum.portal.templatetags.czech"],
        },
    }
]
WSGI_APPLICATION = "memorandum.wsgi.application"
#: A state that no source has attested for so many years is told as the last known one (evidence.models.attestation).
ATTESTED_YEARS = 2
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "cs"
LOCALE_PATHS = [BASE_DIR / "locale"]  # what Django's own Czech has not got
TIME_ZONE = "Europe/Prague"
USE_TZ = True
FILE_UPLOAD_HANDLERS = [
    "memorandum.staff.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
if IS_PUBLIC:  # our style sheets of staff's pages name pictures of Django's admin, which is no application then
    STATICFILES_DIRS.append(Path(django.contrib.admin.__file__).parent / "static")
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # what browsers ask for at the top, whatever the pages say
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in the database
    "staticfiles": {"BACKEND": "memorandum.server.static_files.StaticFiles"},
}
OPERATOR = {
    "name": env.text("OPERATOR_NAME"),
    "address": env.text("OPERATOR_ADDRESS"),
    "email": env.text("OPERATOR_EMAIL"),
    "accessibility_email": env.text("ACCESSIBILITY_EMAIL"),
    "data_protection": env.text("DATA_PROTECTION_CONTACT"),
}
#: Where ./run backup puts backups, unless it is told another folder.
BACKUP_DIR = Path(env.text("BACKUP_DIR", default=str(VAR_DIR / "backups")))
#: Where holes are told: an e-mail, or an address of a page; told at /.well-known/security.txt.
SECURITY_CONTACT = env.text("SECURITY_CONTACT").strip()
RECORD_DIR = Path(env.text("RECORD_DIR", default=str(next(BASE_DIR.glob("data/*/"), BASE_DIR / "data"))))
LOG_FORMAT = env.choice("LOG_FORMAT", ("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"concise": {"()": "memorandum.server.log.Concise"}},
    "formatters": {"text": {"format": "%(message)s"}, "json": {"()": "memorandum.server.log.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["concise"], "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"memorandum.papers.issue": {"level": "INFO"}},  # the hashes of what was issued, kept a second time
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

# Staff log in; see docs/decisions/2026-11-23-login.md and docs/operations.md.
STAFF_MFA = env.text("STAFF_MFA", default="required")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "memorandum.staff.accounts.validators.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "memorandum.staff.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Memorandum – správa: "
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False  # the browser forgets when it is closed, the server after SESSION_COOKIE_AGE
# Wrong tries slow down whoever makes them (memorandum.security.tries) and bar nobody, as allauth's limits would.
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "reset_password"))
FORM_RENDERER = "memorandum.boxes.FormRenderer"
ACCOUNT_FORMS = {"login": "memorandum.staff.accounts.forms.LogIn"}
MFA_ADAPTER = "memorandum.staff.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code typed slowly still counts; memorandum.staff.accounts.forms sees that it counts once
MFA_FORMS = {
    "authenticate": "memorandum.staff.accounts.forms.Authenticate",
    "reauthenticate": "memorandum.staff.accounts.forms.Reauthenticate",
    "authenticate_webauthn": "memorandum.staff.accounts.forms.AuthenticateByPasskey",
    "login_webauthn": "memorandum.staff.accounts.forms.LogInByPasskey",
    "reauthenticate_webauthn": "memorandum.staff.accounts.forms.ReauthenticateByPasskey",
    "activate_totp": "memorandum.staff.accounts.forms.ActivateApp",
    "add_webauthn": "memorandum.staff.accounts.forms.AddPasskey",
    "edit_webauthn": "memorandum.staff.accounts.forms.RenamePasskey",
}

OIDC_URL = env.text("OIDC_URL")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")
OIDC_NAME = env.text("OIDC_NAME", default="účtem úřadu")
OIDC_SECOND_FACTOR = env.words("OIDC_SECOND_FACTOR")
SOCIALACCOUNT_ADAPTER = "memorandum.staff.accounts.adapters.OidcAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form's way to another site would be stopped by our own form-action
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

EMAIL_URL = env.text("EMAIL_URL")
MAILERS = mailers.from_url(EMAIL_URL)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", default=OPERATOR["email"])

BEHIND_TLS = env.flag("BEHIND_TLS")
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60  # browsers come over TLS alone, also when a link says otherwise
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=0, most=9)
#: Who may ask for /metrics and for all of /zdravi; nobody unless said.
METRICS_FROM = env.networks("METRICS_FROM")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
#: After how long without a request staff log in again; 0 never.
STAFF_IDLE_MINUTES = env.number("STAFF_IDLE_MINUTES", default=60, most=720)
#: How long the log of security is kept; the database keeps a month of it whatever is said here.
SECURITY_LOG_DAYS = env.number("SECURITY_LOG_DAYS", default=365, least=30, most=3650)
SESSION_COOKIE_AGE = 12 * 60 * 60
#: Where staff's pages are, in this process or in another one of the same name.
STAFF_PATH = "/sprava/"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = STAFF_PATH  # a browser does not even send them to the public pages
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
#: Whose turn it is to make a large document.
TURNS_DIR = VAR_DIR / "turns"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",  # one for all workers
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with the usual 300 an attacker could push the limits out
    }
}

#: What public pages may tell beside the record: what was said, but for secrets and what is each machine's own.
_OWN = {"VAR_DIR", "PORT", "RECORD_DIR", "BACKUP_DIR", "EMAIL_URL", "SHARED_PAGES_URL"}
SAID_ON_PAGES = [
    (name, said)
    for name, said in sorted(env.said.items())
    if name not in _OWN and "DATABASE" not in name and "SECRET" not in name and name != "LEDGER_KEY"
]
