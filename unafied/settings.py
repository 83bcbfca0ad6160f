"""Every setting, read from the environment once; `docs/operations.md` explains each name.

Without any environment the project runs by itself: embedded PostgreSQL and Valkey under `UNAFIED_VAR`, the offline
models, mail on the console. What is wrong or missing for production is named by `unafied.checks`.
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.csp import CSP
from servestatic.compress import Compressor

from unafied import embedded, logs, mail, pool, secret
from unafied.environment import Environment

# Lets admin classes name the model they are for, as the type checker wants it.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
env.read_env(BASE_DIR / ".env")

VAR_DIR = embedded.var_dir()
IS_EMBEDDED = "DATABASE_URL" not in env.ENVIRON

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret.development_key(VAR_DIR, is_allowed=IS_EMBEDDED)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default=f"http://{HOST}:{PORT}")
IS_BEHIND_TLS = env.bool("BEHIND_TLS", default=False)

INSTALLED_APPS = [
    # Only the development server wants it, and every other process would pay 16 MB for Twisted.
    *(["daphne"] if "runserver" in sys.argv else []),
    "unafied",
    "agents",
    "chat",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_dramatiq",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "unafied.serving.StaticFiles",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "unafied.urls"
ASGI_APPLICATION = "unafied.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Storage -------------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.db("DATABASE_URL", default=embedded.database_url(VAR_DIR)),
        # A pool of our own must not be broken by a transaction-pooling one in front of the database (Neon, pgbouncer):
        # no server-side cursors, and no prepared statements but where they are known to work.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": env.int("DATABASE_POOL", default=8),
    "timeout": 5,
    "max_idle": 300,
    "check": pool.check,
}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
# Only what goes through `accounts.prepared` is prepared, each statement on first use; psycopg itself prepares nothing.
# That plans are kept as well is a setting of the server (`unafied.postgres.PLANNING`), which a pooler may not pass on.
DATABASE_PREPARED = env.bool("DATABASE_PREPARED", default="DATABASE_URL" not in env.ENVIRON)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default=embedded.redis_url(VAR_DIR))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "unafied",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "chat.layer.SleepingLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "unafied"},
    }
}

# Work in the background ----------------------------------------------------------------------------------------

DRAMATIQ_BROKER = {
    "BROKER": "agents.broker.RingingBroker",
    "OPTIONS": {
        "url": REDIS_URL,
        "namespace": "unafied",
        "heartbeat_timeout": 15_000,
        # Of a million commands: so many also look for what a dead worker left. Who is idle sends two a second.
        "maintenance_chance": 10_000,
    },
    "MIDDLEWARE": [
        "dramatiq.middleware.AgeLimit",
        "dramatiq.middleware.TimeLimit",
        "dramatiq.middleware.ShutdownNotifications",
        "dramatiq.middleware.Callbacks",
        "dramatiq.middleware.Retries",
        "dramatiq.middleware.AsyncIO",
        "django_dramatiq.middleware.DbConnectionsMiddleware",
        "agents.worker.Manners",
    ],
}
DRAMATIQ_AUTODISCOVER_MODULES = ["actors"]

# Who may come in -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "chat:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_RESET_TIMEOUT = 3600
RATE_LIMITS = env.bool("RATE_LIMITS", default=True)
SOCKETS_A_USER = env.int("SOCKETS_A_USER", default=50)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    # Clocks differ, of hosts by seconds, and of the cores of some virtual machines by milliseconds: what one has just
    # issued is from the future for another.
    "LEEWAY": timedelta(seconds=5),
}

MAILERS = {"default": mail.mailer(env.email_url("EMAIL_URL", default="consolemail://"))}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Unafied <unafied@localhost>")

# The API -------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.rendering.WireRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.problems.answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Unafied",
    "DESCRIPTION": "Group chat with proactive agents. The socket at /ws/ is described at /api/asyncapi.json.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": ["chat.schema.with_refusals"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# The agents ----------------------------------------------------------------------------------------------------

# "local" is the offline model; else "openai:text-embedding-3-small" or any name pydantic-ai knows.
AGENTS_EMBEDDER = env.str("AGENTS_EMBEDDER", default="local")
# "" ranks and words locally; else any pydantic-ai model name, such as "openai:gpt-5-mini".
AGENTS_MODEL = env.str("AGENTS_MODEL", default="")
OPENAI_API_KEY = env.str("OPENAI_API_KEY", default="")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", default="")
AGENTS_TIMEOUT = env.float("AGENTS_TIMEOUT", default=20.0)
# What the model may take within any 24 hours; where that is reached, the local path answers. 0 is none at all.
AGENTS_DAILY_TOKENS = env.int("AGENTS_DAILY_TOKENS", default=2_000_000)
AGENTS_DAILY_USD = env.float("AGENTS_DAILY_USD", default=5.0)
AGENTS_ROOM_DAILY_TOKENS = env.int("AGENTS_ROOM_DAILY_TOKENS", default=300_000)
AGENTS_ROOM_DAILY_USD = env.float("AGENTS_ROOM_DAILY_USD", default=1.0)
# Dollars a million tokens, for models whose price pydantic-ai does not know.
AGENTS_INPUT_PRICE = env.float("AGENTS_INPUT_PRICE", default=0.0)
AGENTS_OUTPUT_PRICE = env.float("AGENTS_OUTPUT_PRICE", default=0.0)
# Hints that one person's messages bring in a day, over all rooms.
AGENTS_HINTS_A_DAY = env.int("AGENTS_HINTS_A_DAY", default=8)
# What only they see who speak of harming themselves: "on" for the built-in text, "off", or a text of your own.
AGENTS_HELP = env.str("AGENTS_HELP", default="on").strip() or "on"

# The browser ---------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
IS_STATIC_COLLECTED = env.bool("STATIC_COLLECTED", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "unafied.static.Collected"
            if IS_STATIC_COLLECTED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
SERVESTATIC_USE_FINDERS = not IS_STATIC_COLLECTED
SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True
# Two thirds of all bytes are maps of other people's scripts, which hardly anybody fetches.
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
SECURE_SSL_REDIRECT = IS_BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_TLS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "en"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

LOGGING = logs.configuration(env.str("LOG_LEVEL", default="INFO"))
