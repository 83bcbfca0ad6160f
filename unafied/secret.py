"""The development secret: made once, kept beside the embedded database it protects."""

import secrets
from pathlib import Path


def development_key(var: Path, *, is_allowed: bool) -> str:
    """Return the secret key kept in `var`, made on first use; empty when a real one has to be given instead."""
    if not is_allowed:
        return ""
    place = var / "secret_key"
    if not place.exists():
        _write_once(place)
    return place.read_text().strip()


def _write_once(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        # A hard link fails when another process was first: all of them read the same key.
        place.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
