"""How large a load is, and how its people are spread over rooms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """So many rooms of so many members each, of whom the first `senders` post."""

    rooms: int
    members: int
    senders: int = 0
    is_listening: bool = False

    def __str__(self) -> str:
        rooms = "1 room" if self.rooms == 1 else f"{self.rooms} rooms"
        senders = "1 sender" if self.senders == 1 else f"{self.senders} senders"
        return f"{rooms} × {self.members}, {senders}" + (" each" if self.rooms > 1 else "")  # noqa: RUF001 - as people write it


def parsed(text: str) -> Shape:
    """Return the shape that is written as rooms x members x senders of each room, such as `1x500x4`."""
    rooms, members, senders = map(int, text.split("x"))
    return Shape(rooms, members, senders)
