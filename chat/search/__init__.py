"""Finding what was said: by words and by what is meant, in the rooms one is in, a page at a time.

`question` reads what was typed, `scope` says among which messages, `words` and `meaning` each rank them, `fusion` makes
one order of both, and `snippet` shows why something was found.
"""

from chat.search.finding import Found, Hit, find

__all__ = ["Found", "Hit", "find"]
