"""Settings for every environment; what differs comes from environment variables."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from environs import validate

from hospital_assets.environment import env, mail_settings, secret

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where things are -------------------------------------------------------------

# Everything that this installation knows stands below one folder.
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var").resolve()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY", kept_in=VAR_DIR / "secret-key")
# The address that people type; labels print it and forms trust it.
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    [urlsplit(PUBLIC_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"],
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [PUBLIC_URL])
HAS_TLS = PUBLIC_URL.startswith("https://")

# --- What it is made of -----------------------------------------------------------

INSTALLED_APPS = [
    "hospital_assets",
    "hospital_assets.demo",
    "hospital_assets.accounts",
    "maintenance",
    "equipment",
    "audit",
    "simple_history",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_include_bootstrap",
    "heroicons",
    "allauth",
    "allauth.account",
    "hospital_assets.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hospital_assets.foundation.context.RequestContextMiddleware",
    "hospital_assets.accounts.middleware.IdleSignOutMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "hospital_assets.accounts.middleware.ApprovalMiddleware",
    "hospital_assets.accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hospital_assets.foundation.refusals.RefusalMiddleware",
]

# Sections of the asset page, in order. Each app offers its own; this list joins them,
# so that equipment can show what stands above it without importing upward.
ASSET_PANELS = [
    "equipment.panels.identity",
    "equipment.panels.place_and_owner",
    "equipment.panels.life",
    "equipment.panels.risk",
    "equipment.panels.technical",
    "equipment.panels.costs",
    "equipment.panels.system",
    "equipment.panels.notes",
    "maintenance.panels.work",
    "maintenance.plan_panel.plans",
    "maintenance.panels.checks",
    "equipment.panels.documents",
    "equipment.panels.holders",
    "equipment.panels.places",
    "audit.panels.timeline",
]

# What the dashboard shows, the most pressing first, to whom the first of these lines
# is for: who has its permission. Ten queries are for all of a page.
DASHBOARDS = [
    (
        "accounts.manage_people",
        [
            "equipment.views.dashboard.waiting",
            "maintenance.views.dashboard.numbers",
            "maintenance.views.dashboard.lists",
            "equipment.views.dashboard.stopped",
            "maintenance.views.dashboard.completion",
            "equipment.views.dashboard.numbers",
        ],
    ),
    (
        "maintenance.assign_workorder",
        [
            "maintenance.views.dashboard.numbers",
            "maintenance.views.dashboard.lists",
            "equipment.views.dashboard.stopped",
            "maintenance.views.dashboard.completion",
            "maintenance.views.dashboard.load",
            "equipment.views.dashboard.numbers",
        ],
    ),
    (
        "maintenance.perform_workorder",
        [
            "maintenance.views.dashboard.numbers",
            "maintenance.views.dashboard.lists",
            "equipment.views.dashboard.stopped",
            "equipment.views.dashboard.overdue",
            "equipment.views.dashboard.recent",
            "equipment.views.dashboard.numbers",
        ],
    ),
    (
        "audit.view_auditlog",
        [
            "maintenance.views.dashboard.numbers",
            "maintenance.views.dashboard.lists",
            "maintenance.views.dashboard.completion",
            "equipment.views.dashboard.stopped",
            "equipment.views.dashboard.recent",
            "equipment.views.dashboard.numbers",
        ],
    ),
    (
        "maintenance.view_report",
        [
            "maintenance.views.dashboard.lists",
            "equipment.views.dashboard.ward",
            "equipment.views.dashboard.stopped",
            "equipment.views.dashboard.overdue",
            "maintenance.views.dashboard.completion",
        ],
    ),
    (
        "equipment.view_asset",
        [
            "equipment.views.dashboard.ward",
            "maintenance.views.dashboard.lists",
            "equipment.views.dashboard.stopped",
            "equipment.views.dashboard.overdue",
            "equipment.views.dashboard.recent",
        ],
    ),
]

# What `run_jobs` does from time to time; each app offers its own.
PERIODIC_JOBS = [
    "maintenance.jobs.WORK_ORDERS",
    "maintenance.jobs.SESSIONS",
    "maintenance.jobs.ESCALATIONS",
    "maintenance.jobs.DIGESTS",
]

ROOT_URLCONF = "hospital_assets.urls"
WSGI_APPLICATION = "hospital_assets.wsgi.application"
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
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Where it keeps things --------------------------------------------------------

DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file needs no pool: each thread keeps its connection and its page cache.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock at once: a lock that is upgraded later fails when
        # somebody else wrote in between.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # Not temp_store=MEMORY: each statement of a large transaction then takes as
        # long as the transaction is large (a list that SQLite walks at its end).
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=268435456"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL_SIZE", 16),
            "timeout": 10,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Photos and documents: outside of what the server serves, behind a view that asks.
MEDIA_ROOT = VAR_DIR / "files"
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", 20 * 1024 * 1024)
# A register of 60,000 rows and 40 columns takes a third of it.
IMPORT_MAX_BYTES = env.int(
    "IMPORT_MAX_BYTES", 50 * 1024 * 1024, validate=validate.Range(1)
)

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# All workers must agree how often somebody tried a password: a table, not memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    },
    # What a worker found out a moment ago, such as numbers of assets.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# --- People -----------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hospital_assets.accounts.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]  # options hold numbers

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hospital_assets.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "hospital_assets.accounts.signing_in.LoginForm",
    "signup": "hospital_assets.accounts.forms.SignupForm",
}
# Nobody can be reached by mail on the first evening; an administrator approves.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# How many proxies of our own stand in front. Without it, limits on sign-ins would count
# a whole hospital as one computer, and the audit log would name the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(0))
# Reporting a problem from a device's label without signing in: so often an address may.
ACCOUNT_RATE_LIMITS = {"label_report": "5/10m/ip"}
REPORT_WITHOUT_SIGN_IN = env.bool("REPORT_WITHOUT_SIGN_IN", default=False)
# Where a label leads whoever has not signed in; else to the sign-in.
LABEL_PAGE_FOR_STRANGERS = "maintenance:label-report" if REPORT_WITHOUT_SIGN_IN else ""
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)
SIGNUP_EMAIL_DOMAINS: list[str] = env.list("SIGNUP_EMAIL_DOMAINS", [])

# Shared workstations on a ward: nobody stays signed in behind somebody's back.
IDLE_SIGN_OUT_MINUTES = env.int("IDLE_SIGN_OUT_MINUTES", 30, validate=validate.Range(1))
SESSION_COOKIE_AGE = IDLE_SIGN_OUT_MINUTES * 60
SESSION_COOKIE_SECURE = HAS_TLS
CSRF_COOKIE_SECURE = HAS_TLS
CSRF_COOKIE_HTTPONLY = True

# --- The doors --------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HAS_TLS
# Probes come from inside and follow no redirect.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HAS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HAS_TLS
SECURE_HSTS_PRELOAD = HAS_TLS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if env.bool("BEHIND_TLS_PROXY", default=HAS_TLS)
    else None
)
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Words and times --------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = False
USE_TZ = True

# --- Mail -------------------------------------------------------------------------

# Such as submission://name:password@mail.example.org; unset, mails become files.
MAIL = mail_settings(env.str("EMAIL_URL", ""), folder=VAR_DIR / "mail")
for name, value in MAIL.items():
    globals()[name] = value
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "biomed@localhost")
# The hour, on each person's clock, before which no digest is sent.
DIGEST_HOUR = env.int("DIGEST_HOUR", 6, validate=validate.Range(0, 23))

# --- History ----------------------------------------------------------------------

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True
SIMPLE_HISTORY_DATE_INDEX = False
SIMPLE_HISTORY_REVERT_DISABLED = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# --- Labels -----------------------------------------------------------------------

# The usual format, and further ones; `equipment/labels/formats.py` has what is known.
LABEL_FORMAT = env.str("LABEL_FORMAT", "l7160")
LABEL_FORMATS = env.json("LABEL_FORMATS", {})
# Whose property the label says it is; empty for the name of the facility.
LABEL_OWNER = env.str("LABEL_OWNER", "")
# Whom to call about a device, such as "Biomed 4711".
LABEL_PHONE = env.str("LABEL_PHONE", "")

# --- What the apps ask of those above them ----------------------------------------

# Which facilities' entries a person may read in the audit log.
AUDIT_FACILITIES_OF = "equipment.access.facilities_in_reach_of"
# How these facilities are called, by their ids.
AUDIT_FACILITY_NAMES_FOR = "equipment.access.facility_names_for"
# What stands at places of a name, for the filter by place.
AUDIT_THINGS_AT_PLACE = "equipment.access.things_at_place"
# Which checks show that a device is fit for use again, and what speaks against it.
ASSET_RELEASE_OF = "maintenance.actions.releases.release_of"
# What speaks against handing a device out that is free.
ASSET_DOUBT_ABOUT = "maintenance.actions.obstacles.doubt_about"
