"""Every setting, from the environment, in one file.

A plain run needs none of them: `bin/run` brings its own services. `DATABASE_URL`, `REDIS_URL`,
`AWS_STORAGE_BUCKET_NAME`, `STRIPE_SECRET_KEY` and `EMAIL_URL` switch to real ones; `docs/deploy.md` lists them all.
"""

import logging
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from marketplace.connected import connected_log_ins, connected_origins
from marketplace.kit.bootstrap import script_source
from marketplace.kit.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environ.Env().str("VAR_DIR", default=str(BASE_DIR / "var")))

env = environ.Env()
env.read_env(VAR_DIR / "run" / "services.env")  # where the embedded services listen; real variables win

# --- what this copy is ---------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
EMBEDDED = env.bool("EMBEDDED", default=False)  # the one-machine run: sample sign-ins, readable mail, no real money
SITE_NAME = env.str("SITE_NAME", default="Daybook")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env.str(
    "SECRET_KEY", default="only-for-commands-that-sign-nothing" if DEBUG or EMBEDDED else environ.Env.NOTSET
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
SOCKETS_URL = env.str("SOCKETS_URL", default="")  # ws(s)://…; empty: the same host and port as the pages
IS_HTTPS = SITE_URL.startswith("https:")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)  # how many in front add to X-Forwarded-For

# --- the floors, lowest first ----------------------------------------------------------------------------------------

OUR_APPS = [
    "marketplace.kit",
    "marketplace.catalog",
    "marketplace.local",
    "accounts",
    "social",
    "payments",
    "portfolios",
    "projects",
    "fundraising",
    "analytics",
    "discovery",
    "marketplace.staff",
    "marketplace.pages",
    "marketplace.sample",
]

INSTALLED_APPS = [
    *OUR_APPS,
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.openid_connect",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
]

MIDDLEWARE = [
    "marketplace.kit.requests.RequestMeter",
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "marketplace.kit.policies.PermissionsPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.DeviceMiddleware",
    "marketplace.staff.middleware.SeeingAs",
    "accounts.middleware.ViewerMiddleware",
    "social.moderation.middleware.SuspendedMiddleware",
    "accounts.privacy.middleware.FirstThings",
    "accounts.middleware.StaffDoorMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
ASGI_APPLICATION = "marketplace.asgi.application"
FORM_RENDERER = "marketplace.kit.forms.SiteFormRenderer"

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
                "accounts.context.chrome",
            ],
        },
    }
]

# --- where things are kept -------------------------------------------------------------------------------------------

# Statements that come again are planned once for each connection: to plan the nine joins of a job's page takes longer
# than to run them. Behind a pooler that hands out connections by transaction it must know prepared statements.
PLANNED_ONCE = {"server_side_binding": True, "prepare_threshold": 2}
KEPT_OPEN = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": PLANNED_ONCE}
DATABASES = {"default": {**env.db("DATABASE_URL", default="postgres:///daybook"), **KEPT_OPEN}}
if env.str("REPLICA_DATABASE_URL", default=""):
    DATABASES["replica"] = {**env.db("REPLICA_DATABASE_URL"), **KEPT_OPEN, "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["marketplace.kit.replicas.PublicReads"]
    MIDDLEWARE.insert(0, "marketplace.kit.replicas.PublicReadsMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# A socket waits five seconds at a time for something to tell; the client's own limit must be longer than that.
CHANNEL_HOST = {"address": REDIS_URL, "socket_timeout": 30}
CHANNELS = {"hosts": [CHANNEL_HOST], "capacity": 1000}  # messages that may wait for one process
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": CHANNELS}}

# Servers that help browsers in a call reach each other (docs/calls.md). None is named by itself: another's would learn
# who talks to whom.
STUN_URL = env.list("STUN_URL", default=[])
TURN_URL = env.list("TURN_URL", default=[])
TURN_SECRET = env.str("TURN_SECRET", default="")

CELERY_BROKER_URL = REDIS_URL
WATCHED_QUEUES = ["celery"]  # those whose length the metrics show
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"  # files that no address leads to; kit.private_files
AWS_STORAGE_BUCKET_NAME = env.str("AWS_STORAGE_BUCKET_NAME", default="")
AWS_S3_ENDPOINT_URL = env.str("AWS_S3_ENDPOINT_URL", default=None)
AWS_S3_CUSTOM_DOMAIN = env.str("AWS_S3_CUSTOM_DOMAIN", default=None)
AWS_DEFAULT_ACL = None
AWS_QUERYSTRING_AUTH = env.bool("AWS_QUERYSTRING_AUTH", default=False)
AWS_PRIVATE_BUCKET_NAME = env.str("AWS_PRIVATE_BUCKET_NAME", default="")  # nobody but the site may read it
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage"
        if AWS_STORAGE_BUCKET_NAME
        else "django.core.files.storage.FileSystemStorage"
    },
    "private": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {"bucket_name": AWS_PRIVATE_BUCKET_NAME, "querystring_auth": True, "custom_domain": None},
        }
        if AWS_PRIVATE_BUCKET_NAME
        else {"BACKEND": "marketplace.kit.private_files.PrivateFolder"}
    ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

EVENTS_KEPT_MONTHS = env.int("EVENTS_KEPT_MONTHS", default=14)  # what visitors did; counts made of it stay
# For how many days each kind is kept; what lets it go is a rule of accounts.privacy.retention. Printed on /privacy/.
KEPT_DAYS = {
    "events": round(EVENTS_KEPT_MONTHS * 30.4),
    "notices": 730,
    "messages": 30,
    "sessions": 14,
    "unverified": 30,
    "guest_pledges": 30,
    "guests": 31,  # after what they began
    "exports": 7,
    "devices": 365,
    "security_events": 365,
    "consents": 3 * 365,
    "receipts": 3 * 365,
    "gateway_words": 90,
    "addresses": 180,  # of rewards, after the last of them arrived
}

PLATFORM_COUNTRY = env.str("PLATFORM_COUNTRY", default="DE")  # where the company behind the site is at home
OPERATOR_NAME = env.str("OPERATOR_NAME", default="")  # that company, as it stands on invoices; empty: SITE_NAME
OPERATOR_ADDRESS = env.list("OPERATOR_ADDRESS", default=[])  # its lines, without the country
OPERATOR_VAT_NUMBER = env.str("OPERATOR_VAT_NUMBER", default="")
OPERATOR_TAX_NUMBER = env.str("OPERATOR_TAX_NUMBER", default="")
OPERATOR_REGISTER = env.str("OPERATOR_REGISTER", default="")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")  # only the one-machine run sets it: the local Stripe
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRET", default=[])  # two, with a comma, while one is being changed
STRIPE_CONNECT_WEBHOOK_SECRETS = env.list("STRIPE_CONNECT_WEBHOOK_SECRET", default=[])
MONEY_IS_REAL = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")) and not STRIPE_API_BASE  # else its pages say so
GATEWAY_TIMEOUT = env.float("GATEWAY_TIMEOUT", default=25.0)  # seconds for one answer; then it is found out later
# Off until the operator sets them up. PayPal's sandbox: https://api-m.sandbox.paypal.com
PAYPAL_CLIENT_ID = env.str("PAYPAL_CLIENT_ID", default="")
PAYPAL_CLIENT_SECRET = env.str("PAYPAL_CLIENT_SECRET", default="")
PAYPAL_WEBHOOK_ID = env.str("PAYPAL_WEBHOOK_ID", default="")
PAYPAL_API_BASE = env.str("PAYPAL_API_BASE", default="https://api-m.paypal.com").rstrip("/")
BTCPAY_URL = env.str("BTCPAY_URL", default="")  # the operator's own BTCPay Server, for payments in Bitcoin
BTCPAY_STORE = env.str("BTCPAY_STORE", default="")
BTCPAY_API_KEY = env.str("BTCPAY_API_KEY", default="")
BTCPAY_WEBHOOK_SECRET = env.str("BTCPAY_WEBHOOK_SECRET", default="")
CUSTODIAN_BOOKS = VAR_DIR / "custodian.sqlite3"  # of the custodian that stands in for a real one on one machine
MONEY_TENANT = env.str("MONEY_TENANT", default=SITE_URL)  # whose objects are ours, where sites share an account
# Where the day's exchange rates come from; a one-machine run keeps those that it came with until it is told of others.
RATES_URL = env.str(
    "RATES_URL", default="" if DEBUG or EMBEDDED else "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
)

VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")  # 32 bytes in base64url; empty: no web push
PUSH_HOSTS = env.list(  # whose push services may be asked: those of Chrome, Firefox, Safari and Edge
    "PUSH_HOSTS",
    default=["fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"],
)

PEERTUBE_HOSTS = env.list(  # whose films may be shown in a story, besides those of YouTube and Vimeo
    "PEERTUBE_HOSTS",
    default=["framatube.org", "makertube.net", "peertube.tv", "tilvids.com", "video.blender.org"],
)

# --- mail ------------------------------------------------------------------------------------------------------------

MAIL_DIR = VAR_DIR / "mail"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "marketplace.local.mail.KeptMail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <post@daybook.example>")
EMAIL_SUBJECT_PREFIX = ""

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # one password check a sign-in, known address or not
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "discovery:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "discovery:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds, as the mails say
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None  # asked at sign-in: stay signed in on this device
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one stays until the new one is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when the address or the password has changed
ACCOUNT_FORMS = {
    "login": "accounts.forms.entrance.LoginForm",
    "signup": "accounts.forms.entrance.SignupForm",
    "request_login_code": "accounts.forms.entrance.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.entrance.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.entrance.ConfirmEmailCodeForm",
    "confirm_password_reset_code": "accounts.forms.entrance.ConfirmResetCodeForm",
    "reset_password": "accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.entrance.NewPasswordForm",
    "change_password": "accounts.forms.entrance.ChangePasswordForm",
    "set_password": "accounts.forms.entrance.SetPasswordForm",
    "reauthenticate": "accounts.forms.entrance.ReauthenticateForm",
    "add_email": "accounts.forms.entrance.AddEmailForm",
}
# What may be tried is counted in accounts.throttle instead, so that nobody can shut another person out of theirs.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ["login", "login_failed", "confirm_email", "request_login_code", "reset_password", "signup"]
)
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # there is nothing to guess
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

MFA_ADAPTER = "accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a phone's clock may be off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "activate_totp": "accounts.forms.factors.ActivateAppForm",
    "authenticate": "accounts.forms.factors.SecondFactorForm",
    "authenticate_webauthn": "accounts.forms.factors.SecondFactorPasskeyForm",
    "reauthenticate": "accounts.forms.factors.ProofForm",
    "reauthenticate_webauthn": "accounts.forms.factors.ProofPasskeyForm",
    "login_webauthn": "accounts.forms.factors.PasskeySignInForm",
    "add_webauthn": "accounts.forms.factors.AddPasskeyForm",
    "signup_webauthn": "accounts.forms.factors.FirstPasskeyForm",
    "edit_webauthn": "accounts.forms.factors.RenamePasskeyForm",
}
DEVICE_REMEMBERED_DAYS = env.int("DEVICE_REMEMBERED_DAYS", default=30)  # without being asked for a second factor
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=not (DEBUG or EMBEDDED))
ENTRANCE_PACE_SECONDS = env.float("ENTRANCE_PACE_SECONDS", default=0.25)  # how evenly sign-in and its like answer

# A log-in of another site is offered where its keys stand in the environment, and nowhere else.
SOCIALACCOUNT_ADAPTER = "accounts.connected.ConnectedAdapter"
SOCIALACCOUNT_PROVIDERS = connected_log_ins(env)
SOCIALACCOUNT_EMAIL_REQUIRED = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.entrance.ConnectedSignupForm"}

# --- words, times, numbers --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each in its own words; offered once every text of it is there
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["marketplace.formats"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- safety -----------------------------------------------------------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; health checks come in plain
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "marketplace.pages.views.errors.csrf_failure"
CLAMAV_URL = env.str("CLAMAV_URL", default="")  # tcp://host:3310; empty: only the EICAR test file is found
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/staff/"),  # the themed admin runs inline scripts of its own
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, script_source()],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # attributes hold CSS variables only; a test keeps it so
        "img-src": [SELF, "data:", "blob:", *([f"https://{AWS_S3_CUSTOM_DOMAIN}"] if AWS_S3_CUSTOM_DOMAIN else [])],
        "connect-src": [SELF, *([SOCKETS_URL] if SOCKETS_URL else [])],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *connected_origins(env)],  # a form may end at the log-in of another site
    },
}

# --- what it tells ----------------------------------------------------------------------------------------------------

LOGGING = logging_config(json=not DEBUG, level=env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # kit.requests has looked at it
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request: the one with its end
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # a log is kept longer than an address may be
SLOW_REQUEST_SECONDS = env.float("SLOW_REQUEST_SECONDS", default=1.0)  # longer ones are logged as such
SLOW_QUERY_SECONDS = env.float("SLOW_QUERY_SECONDS", default=0.25)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # who may read /metrics; empty: the private network
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)  # anonymous pages; 0 turns it off
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # an address is unique whatever its case: a constraint on Lower("email")
    "security.W008",  # the proxy in front redirects to https
]

# --- the staff admin --------------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SUBHEADER": _("Staff"),
    "SITE_SYMBOL": "menu_book",
    "SHOW_HISTORY": True,
    "ENVIRONMENT": "accounts.staff_door.badge",
    "DASHBOARD_CALLBACK": "marketplace.staff.waiting.on_first_page",
    "BORDER_RADIUS": "6px",
    "STYLES": [lambda request: static("css/admin.css")],
    # The tokens of static/css/tokens.css as the theme's two scales: paper to ink, and the accent.
    "COLORS": {
        "base": {
            "50": "oklch(98% .005 85)",
            "100": "oklch(95.2% .009 85)",
            "200": "oklch(88% .008 85)",
            "300": "oklch(79% .012 85)",
            "400": "oklch(69% .012 85)",
            "500": "oklch(49% .016 260)",
            "600": "oklch(40% .018 260)",
            "700": "oklch(33% .014 265)",
            "800": "oklch(23.5% .014 265)",
            "900": "oklch(19.5% .012 265)",
            "950": "oklch(16% .011 265)",
        },
        "primary": {
            "50": "oklch(97% .015 28)",
            "100": "oklch(93.5% .035 28)",
            "200": "oklch(87% .07 28)",
            "300": "oklch(80% .11 30)",
            "400": "oklch(72% .16 32)",
            "500": "oklch(64% .19 31)",
            "600": "oklch(57% .19 28)",
            "700": "oklch(50% .18 28)",
            "800": "oklch(43% .15 28)",
            "900": "oklch(36% .12 28)",
            "950": "oklch(26% .09 28)",
        },
    },
}
