"""Settings, read from the environment (or from the file named by ENV_FILE).

Only SECRET_KEY and ALLOWED_HOSTS are required; the other defaults suit a production site. docs/running.md lists them.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from partners import limits

from .databases import read_databases
from .version import VERSION as VERSION

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if "ENV_FILE" in os.environ:
    env.read_env(os.environ["ENV_FILE"])

SECRET_KEY = env.str("SECRET_KEY")
# Earlier keys, whose signatures still count while the site changes to a new one.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

# The demo's own settings. The clock is shifted by a constant, so that it still ticks; see partners/clock.py.
CLOCK_OFFSET_SECONDS = env.int("CLOCK_OFFSET_SECONDS", 0)
INSECURE_COOKIES = env.bool("INSECURE_COOKIES", False)

# Sentence at the top of pages outside a partnership; partnerships have notices of their own.
SITE_NOTICE = env.str("SITE_NOTICE", "")

INSTALLED_APPS = [
    "config",
    "actions",
    "priorities",
    "plans",
    "partners",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "simple_history",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "config.metrics.RequestMetricsMiddleware",
    "config.languages.LanguageMiddleware",
    "config.headers.HeadersMiddleware",
    "config.middleware.ReadOnlyNoticeMiddleware",
    "config.middleware.ErrorPagesMiddleware",
    "config.headers.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.storage.StaticFilesMiddleware",
    "config.middleware.OwnAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.ReadOnlyMiddleware",
    "partners.accounts.sessions.SessionUserMiddleware",
    "config.middleware.ClosedByDefaultMiddleware",
    "config.middleware.AccessTraceMiddleware",
    "config.middleware.FormRecoveryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "partners.context_processors.site",
                "plans.cached_pages.holes",
            ],
        },
    }
]
FORM_RENDERER = "partners.forms.renderer.Renderer"

DATABASES = read_databases(env, BASE_DIR / "db.sqlite3")
DATABASE_ROUTERS = ["partners.database_router.Router"] if "replica" in DATABASES else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that all workers share django-allauth's rate limits. MAX_ENTRIES is far above need, because a full
# cache drops random entries. Wrong passwords and codes are not counted here but in partners/security/counters.py.
CACHES = {
    "default": {
        "BACKEND": "config.storage.SharedCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Limits of a request, from the table that form texts and the web servers' examples use too.
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.FORM_MB * limits.MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = limits.FORM_FIELDS
DATA_UPLOAD_MAX_NUMBER_FILES = limits.FORM_FILES

# Whether a page that queues a job starts a process for it at once. Otherwise the timer's `tick` runs it.
START_JOBS = env.bool("START_JOBS", True)

# Evidence files, outside any folder served by a web server.
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", str(BASE_DIR / "evidence"))).resolve()
EVIDENCE_MAX_MB = env.int("EVIDENCE_MAX_MB", 10)
# The largest recording or document with the plan in another format.
VERSION_MAX_MB = env.int("VERSION_MAX_MB", 100)

# Largest upload of the police's open data, which is counted and not kept.
CRIMES_MAX_MB = env.int("CRIMES_MAX_MB", 100)

# Days for which sign-ins, refusals and downloads are kept; see partners/security/access_log.py.
ACCESS_LOG_DAYS = env.int("ACCESS_LOG_DAYS", 180)

LANGUAGE_CODE = "en-gb"
# Languages of the public pages, each with what members call it; a partnership chooses those that it offers.
LANGUAGES = [("en-gb", "English"), ("cy", "Welsh"), ("pl", "Polish"), ("ur", "Urdu")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Uploaded files: the folder EVIDENCE_ROOT, or a bucket for several hosts. Both are here, so that `move_files` can copy
# from the one to the other.
STORAGES = {
    "folder": {"BACKEND": "partners.files.storage.Folder"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
if S3_BUCKET := env.str("S3_BUCKET", ""):
    STORAGES["s3"] = {
        "BACKEND": "partners.files.object_storage.Bucket",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            # Without a key, boto3 looks for one where AWS's own programs do.
            "access_key": env.str("S3_ACCESS_KEY", "") or None,
            "secret_key": env.str("S3_SECRET_KEY", "") or None,
        },
    }
if (FILES_STORAGE := env.str("FILES_STORAGE", "folder")) not in STORAGES.keys() - {"staticfiles"}:
    raise ImproperlyConfigured("FILES_STORAGE is folder, or s3 with S3_BUCKET")
STORAGES["default"] = STORAGES[FILES_STORAGE]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Signing in (django-allauth): e-mail and password, no sign-up, limited tries.
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "partners.accounts.allauth_adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# partners/security/password_guesses.py limits wrong passwords and codes instead, so strangers cannot lock a member out.
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "reauthenticate", "change_password"), "")
# E-mails for a forgotten password: limited by network here, by address in partners/accounts/allauth_adapters.py.
ACCOUNT_RATE_LIMITS |= {"reset_password": "20/m/ip", "reset_letter": "3/h/key"}
# A new address replaces the old one once its owner has confirmed it.
ACCOUNT_CHANGE_EMAIL = True
# Not by a code in an e-mail: whoever reads the mailbox is not thereby the person.
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_FORMS = {
    "login": "partners.accounts.account_labels.SignInForm",
    "reauthenticate": "partners.accounts.account_labels.ConfirmPasswordForm",
    "reset_password_from_key": "partners.accounts.account_labels.ChoosePasswordAgainForm",
    "add_email": "partners.accounts.allauth_adapters.ChangeAddressForm",
    "change_password": "partners.accounts.allauth_adapters.ChangeOwnPasswordForm",
    "reset_password": "partners.accounts.allauth_adapters.ForgottenPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# Second factor: an authenticator app or a passkey, with recovery codes. A passkey also signs in on its own.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "partners.accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "partners.accounts.passkeys.NamePasskeyForm",
    "login_webauthn": "partners.accounts.passkeys.SignInByPasskeyForm",
    "authenticate_webauthn": "partners.accounts.passkeys.SecondByPasskeyForm",
    "reauthenticate_webauthn": "partners.accounts.passkeys.AgainByPasskeyForm",
    "authenticate": "partners.accounts.allauth_adapters.CodeForm",
    "reauthenticate": "partners.accounts.allauth_adapters.ConfirmCodeForm",
}
# A passkey cannot be guessed: this only limits the load.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Living Plan"
MFA_TOTP_TOLERANCE = 1
# The check protects against strangers signing up with somebody's address; nobody signs up here.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_COOKIES

# Sign-in with an account of the person's own organisation (OpenID Connect, such as Entra ID), if OIDC_ISSUER is set.
# Only members and invited people get in; see partners/accounts/allauth_adapters.py.
OIDC_ISSUER = env.str("OIDC_ISSUER", "").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", "your organisation")
OIDC_TRUST_ADDRESSES = env.bool("OIDC_TRUST_ADDRESSES", False)
SOCIALACCOUNT_ADAPTER = "partners.accounts.allauth_adapters.InvitedOnlyAdapter"
# By a link, because the content security policy forbids forms that lead to another site.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", ""),
                "secret": env.str("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # noqa: F821 (EMAIL_URL sets it)
    EMAIL_BACKEND = "partners.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "living-plan@localhost")
# Where reports about e-mails that did not arrive go, such as bounces@example.org; it has to take addresses with +words.
BOUNCES_ADDRESS = env.str("BOUNCES_ADDRESS", "")
# The mailbox in which they are read, such as imaps://name:password@mail.example.org/INBOX
BOUNCES_URL = env.str("BOUNCES_URL", "")
if BOUNCES_URL and not re.fullmatch(r"imaps?://\S+@\S+", BOUNCES_URL):
    raise ImproperlyConfigured("BOUNCES_URL has to be a mailbox, such as imaps://name:password@mail.example.org/INBOX")

# The site's own address, for links in e-mails and feeds, such as https://plan.example.org
SITE_URL = env.str("SITE_URL", "").rstrip("/")
if SITE_URL and not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", SITE_URL):
    raise ImproperlyConfigured("SITE_URL has to be a whole address, such as https://plan.example.org")
# Prefix of all paths. Set here so that no header can change it, as WSGI servers would allow: pages are cached for all
# readers.
FORCE_SCRIPT_NAME = urlsplit(SITE_URL).path

# Contacts for reporting security faults, for /.well-known/security.txt: mailto: or https: addresses, separated by
# commas.
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[])

# Folder for the demo's e-mails, which a page shows to everybody: a real site refuses to start with it.
DEMO_MAIL_FOLDER = env.str("DEMO_MAIL_FOLDER", "")
if DEMO_MAIL_FOLDER:
    if not INSECURE_COOKIES:
        raise ImproperlyConfigured("DEMO_MAIL_FOLDER is for the demonstration. Remove it, and set EMAIL_URL.")
    EMAIL_BACKEND, EMAIL_FILE_PATH = "partners.accounts.demo_mailbox.FolderBackend", DEMO_MAIL_FOLDER

# Strict by default; relaxed only for plain http on one's own machine.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Browsers accept a cookie with this prefix only from this host itself, over https.
COOKIE_PREFIX = "" if INSECURE_COOKIES else "__Host-"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "config.storage.Messages"
# Marks browsers in which somebody has signed in, which strangers' wrong attempts cannot lock out.
KNOWN_BROWSER_COOKIE = f"{COOKIE_PREFIX}known_browser"
CSRF_FAILURE_VIEW = "partners.accounts.views.form_grown_old"
SESSION_ENGINE = "partners.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = not INSECURE_COOKIES
SECURE_HSTS_SECONDS = 0 if INSECURE_COOKIES else 365 * 24 * 60 * 60
# Off by default: on a council's main host it would force https on every other site of that domain for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_WHOLE_DOMAIN", False)
# SQLite cannot store the fields' comments, which the export prints.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "fields.W163"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
X_FRAME_OPTIONS = "DENY"
# Headers of every response, static files and redirects included. No other site may embed anything from here, and no
# page here uses a device.
RESPONSE_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# The past is found by the ids of rows and by revisions, never by a date alone.
SIMPLE_HISTORY_DATE_INDEX = False
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# text or json, one object a line.
LOG_FORMAT = env.str("LOG_FORMAT", "text")
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured("LOG_FORMAT has to be text or json")
# Token by which a monitor elsewhere sees what /readyz tells only the machine itself.
MONITOR_TOKEN = env.str("MONITOR_TOKEN", "")
# Folder in which the workers of one gunicorn count for Prometheus, and /metrics adds up; empty for no figures.
METRICS_FOLDER = Path(folder) if (folder := env.str("METRICS_FOLDER", "")) else None
# Address of a project on a server that understands Sentry's protocol, such as https://KEY@errors.example.org/1
SENTRY_DSN = env.str("SENTRY_DSN", "")
# Address told of each run of `tick`, with /fail behind it if the run failed.
HEARTBEAT_URL = env.str("HEARTBEAT_URL", "").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "config.logs.TextFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # The access log, a line for each sign-in or download: docs/monitoring.md.
    "loggers": {"living_plan.access": {"level": "INFO"}},
}
