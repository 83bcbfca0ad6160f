"""Being signed in, as far as a server can tell."""

from django.test import Client

from accounts.models import User


def session_of(user: User) -> str:
    """Sign somebody in, as in a browser of their own. Returns the key of the session, which its cookie carries."""
    browser = Client()
    browser.force_login(user)
    return str(browser.session.session_key)
