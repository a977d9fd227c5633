"""All settings, read from the environment in one way. Every variable has its sentence in `.env.example`."""

from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from gfmd.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment(BASE_DIR)
read = environment.read

# --- What kind of installation this is -------------------------------------------------------------------

DEMO = read("bool", "DEMO", False, remedy="Use DEMO=1 for the demo on your own machine, nothing otherwise.")
DEBUG = read("bool", "DEBUG", False, remedy="Use DEBUG=1 on a developer's machine only.")
SECRET_KEY = read("str", "SECRET_KEY", remedy="Make one with: openssl rand -base64 48")
# The first key seals, the others still open what was sealed before.
SEALING_KEYS = read(
    "list", "SEALING_KEYS", [], remedy="Make one with: openssl rand -base64 48; the newest comes first."
) or [SECRET_KEY]
SITE_URL = read(
    "url",
    "SITE_URL",
    "http://127.0.0.1:8000",
    remedy="Write the public address, such as https://forum.example.org",
).rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = read(
    "list", "ALLOWED_HOSTS", [SITE_HOST], remedy="Write host names separated by commas, without spaces."
)
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY is too short. Make one with: openssl rand -base64 48")

# --- Services --------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **environment.database(
            "DATABASE_URL", remedy="Write postgres://user:password@host:5432/name, or run `make run`."
        ),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
REDIS_URL = read(
    "url", "REDIS_URL", remedy="Write redis://host:6379/0 (or unix:///path/to/socket), or run `make run`."
)
_redis = {
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": "gfmd",
    "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
}
CACHES = {
    "default": {"BACKEND": "gfmd.cache.KeptRedisCache", **_redis},
    "sessions": {"BACKEND": "gfmd.cache.SessionCache", **_redis},
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Threads: sending waits for the mail server, and a sign-in code need not wait for a paper to be rendered.
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    "visibility_timeout": 600,
}
CELERY_TIMEZONE = "UTC"
SWEEP_SECONDS = read(
    "int", "SWEEP_SECONDS", 15, remedy="Write how many seconds lie between two sweeps of unsent messages."
)
CHANGE_QUIET_MINUTES = read(
    "int",
    "CHANGE_QUIET_MINUTES",
    15,
    remedy="Write after how many quiet minutes people are told of changes to a published programme.",
)
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "correspondence.tasks.deliver_queued", "schedule": schedule(SWEEP_SECONDS)},
    "bounces": {"task": "correspondence.tasks.read_reports", "schedule": schedule(180)},
    "tell_changes": {"task": "mailings.tasks.tell_changes", "schedule": schedule(60)},
    "mailings": {"task": "mailings.tasks.sweep_mailings", "schedule": schedule(SWEEP_SECONDS)},
    "places": {"task": "roundtables.tasks.tell_moved_up", "schedule": schedule(SWEEP_SECONDS)},
    "remind": {"task": "mailings.tasks.remind", "schedule": schedule(3600)},
    "lapse": {"task": "participants.tasks.lapse_unanswered", "schedule": schedule(3600)},
    "close": {"task": "participants.tasks.close_delegations", "schedule": schedule(24 * 3600)},
    "lapse_offers": {"task": "selection.tasks.lapse_offers", "schedule": schedule(60)},
    "erase": {"task": "participants.tasks.erase_served_data", "schedule": schedule(3600)},
    "forget_applicants": {"task": "selection.tasks.forget_applicants", "schedule": schedule(24 * 3600)},
    "forget_addresses": {"task": "mailings.tasks.forget_old_addresses", "schedule": schedule(24 * 3600)},
    "forget_texts": {"task": "correspondence.tasks.forget_old_texts", "schedule": schedule(24 * 3600)},
}

_email = environment.email(
    "EMAIL_URL",
    "kept://",
    remedy="Write smtp+tls://user:password@host:587, anymail://mailgun for a provider, or kept:// to keep every "
    "message in the product.",
)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30
ANYMAIL_WEBHOOK_SECRET = read(
    "str",
    "ANYMAIL_WEBHOOK_SECRET",
    "",
    remedy="Write name:password, and give the provider the address with them before the host.",
)
if ANYMAIL_WEBHOOK_SECRET and ":" not in ANYMAIL_WEBHOOK_SECRET:
    raise ImproperlyConfigured("ANYMAIL_WEBHOOK_SECRET must be written as name:password.")
ANYMAIL = {**_email.get("ANYMAIL", {}), "WEBHOOK_SECRET": ANYMAIL_WEBHOOK_SECRET}
BOUNCES_URL = read(
    "url",
    "BOUNCES_URL",
    "",
    remedy="Write imaps://user:password@host/INBOX, or maildir:///path, of the mailbox that delivery reports reach.",
)
if BOUNCES_URL and not BOUNCES_URL.startswith(("imaps://", "imap://", "maildir:///")):
    raise ImproperlyConfigured("BOUNCES_URL must begin with imaps://, imap:// or maildir:///.")
DEFAULT_FROM_EMAIL = read(
    "str",
    "DEFAULT_FROM_EMAIL",
    f"Global Forum on Migration and Development <forum@{SITE_HOST}>",
    remedy="Write Name <address@domain>.",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- The application -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "i18nfield",
    "accounts",
    "meetings",
    "correspondence",
    "participants",
    "selection",
    "roundtables",
    "mailings",
    "desk",
    "demo",
    "gfmd",
]
MIDDLEWARE = [
    "gfmd.middleware.KeptPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gfmd.middleware.Refusals",
]
ROOT_URLCONF = "gfmd.urls"
WSGI_APPLICATION = "gfmd.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gfmd.context.product",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "gfmd.templatetags.gfmd"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Who signs in ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "correspondence.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password or second factor is changed by another hears of it
ACCOUNT_CHANGE_EMAIL = True
# Added to allauth's own limits: nominations from one address, behind which a whole mission may sit; applications
# from one address, and for one mailbox, which gets a message for each.
ACCOUNT_RATE_LIMITS = {"nominate": "30/h/ip", "apply": "20/10m/ip,5/d/key"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up: an account comes with a link or an appointment, and its address is proven by a code or link.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Global Forum on Migration and Development"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
# Chair staff and the Support Unit must hold a second factor; the demo lets a newcomer look around without one.
REQUIRE_SECOND_FACTOR = read(
    "bool", "REQUIRE_SECOND_FACTOR", not DEMO, remedy="Use REQUIRE_SECOND_FACTOR=0 only for a demo."
)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- Languages and time ----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["gfmd.formats"]

# --- Files -----------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
VAR_DIR = Path(read("str", "VAR_DIR", str(BASE_DIR / "var"), remedy="Write a folder that may be written to."))
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the outline of a long concept paper is corrected in one form
UPLOAD_MEGABYTES = read(
    "int", "UPLOAD_MEGABYTES", 25, remedy="Write how many megabytes an uploaded paper may have at most."
)
FILE_UPLOAD_HANDLERS = [
    "gfmd.uploads.UntilTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- How long personal data is kept ----------------------------------------------------------------------

# What is asked for one meeting alone goes earlier, after the days that are set with the meeting.
RECORD_KEPT_YEARS = read(
    "int",
    "RECORD_KEPT_YEARS",
    10,
    remedy="Write for how many years after a meeting its record keeps names and addresses.",
)
MESSAGES_KEPT_DAYS = read(
    "int", "MESSAGES_KEPT_DAYS", 400, remedy="Write for how many days the text of a sent message is kept."
)

# --- Security --------------------------------------------------------------------------------------------

HTTPS = read(
    "bool", "HTTPS", not (DEMO or DEBUG), remedy="Use HTTPS=0 only where nothing leaves the machine."
)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# With TLS there is one proxy, which adds the reader's address: else all readers would share the limits of one.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# --- What is written down when it runs -------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "gfmd.logs.LinesWithoutLinks",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "flufl.bounce": {"level": "CRITICAL"},  # it would tell which of its readers it tries
        "pikepdf": {"level": "WARNING"},
        "weasyprint.progress": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
