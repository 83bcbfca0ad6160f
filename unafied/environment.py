"""Reading the environment: a value that can't be read is an error that names the variable."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on", "y"}
"""What is taken for on, in small letters."""
_FALSE = {"0", "false", "no", "off", "n", ""}


class Environment(environ.Env):
    """django-environ, stricter: what is neither true nor false, or no number, is not silently something."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Return the value of a variable; raises `ImproperlyConfigured` with its name."""
        try:
            return super().get_value(var, *args, **kwargs)
        except (ValueError, TypeError) as error:
            # Only the name: values may be secrets.
            raise ImproperlyConfigured(f"{var}: its value can't be read ({type(error).__name__}).") from error

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> bool:
        """Return a switch; raises `ImproperlyConfigured` for anything but on and off (true, yes, 1…)."""
        value = str(self.str(var, default=default)).strip().lower()
        if value not in TRUE | _FALSE:
            raise ImproperlyConfigured(f"{var}: say on or off.")
        return value in TRUE
