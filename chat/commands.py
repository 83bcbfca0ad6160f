"""What a client can ask for over the socket: each command parsed, carried out, and answered."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import structlog
from pydantic_core import from_json

from accounts.models import User
from accounts.problems import Refusal, refusal_for
from chat import actions, asking, counts, desk, hub, nouns, poster, protocol, reading
from chat.actions.posting import Outcome
from chat.delivery import Delivery
from chat.flood import Bucket
from chat.models import Message
from chat.protocol import ready
from chat.together import Together

log = structlog.get_logger(__name__)

_Change = (
    protocol.MessageEdit
    | protocol.MessageDelete
    | protocol.MessagePin
    | protocol.MessageUnpin
    | protocol.ReactionToggle
)


class Client(Protocol):
    """The socket a command came from."""

    caller: User
    user: UUID
    posts: Bucket
    typings: Bucket

    def offer(self, *texts: str) -> None:
        """Send texts."""


_Gap = tuple[UUID, UUID, int]
"""Who has missed something in which room since when."""


def _pages_of(gaps: Sequence[_Gap]) -> list[ready.Page | Refusal]:
    pages = reading.changes_for(gaps)
    # Whoever missed the same is told the same, and it is written once.
    texts = {id(page): ready.page(page) for page in pages if not isinstance(page, Refusal)}
    return [page if isinstance(page, Refusal) else texts[id(page)] for page in pages]


_pages: Together[_Gap, ready.Page] = Together(_pages_of, most=16, kind=lambda gap: gap[1:])
"""A few rooms at a time: where many come back at once, those who missed the same gather meanwhile."""


async def obey(client: Client, text: str | None) -> Refusal | None:
    """Carry out the command in a frame and answer it; returns what was wrong with the frame itself, if anything."""
    ref = None
    try:
        fields = _parse(text)
        ref = _ref(fields)
        command = _validate(fields)
        await _carry_out(client, command)
    except Exception as error:  # noqa: BLE001 - every frame is answered
        return refuse(client, ref, error)
    return None


def refuse(client: Client, ref: str | None, error: BaseException) -> Refusal:
    """Answer with an error: the stable code of a refusal, `unavailable` for a defect of ours."""
    refusal = refusal_for(error) if isinstance(error, Exception) else None
    if refusal is None:
        log.error("command failed", user=str(client.user), exc_info=error)
        refusal = Refusal("unavailable", "Something went wrong on our side; try again.", retry_after=2)
    counts.REFUSED.labels(refusal.code).inc()
    answer = protocol.Error(ref=ref, **refusal.body)
    client.offer(answer.model_dump_json())
    return refusal


async def _carry_out(client: Client, command: protocol.AnyCommand) -> None:
    if isinstance(command, protocol.MessagePost | protocol.MessageEdit):
        _take_turn(client)
    match command:
        case protocol.MessagePost():
            _post(client, command)
        case protocol.TypingStart():
            _type(client, command)
        case protocol.Ping():
            _ack(client, command)
        case protocol.Sync():
            await _sync(client, command)
        case _:
            for answer in await desk.ask(_in_database, client.caller, command):
                client.offer(answer.model_dump_json())


def _take_turn(client: Client) -> None:
    wait = client.posts.take()
    if wait:
        raise Refusal("rate_limited", "You are posting too fast; wait a little.", retry_after=wait)


def _post(client: Client, command: protocol.MessagePost) -> None:
    draft = actions.Draft(
        user=client.user,
        conversation=command.conversation,
        client_id=command.client_id,
        content=command.content,
        reply_to=command.reply_to,
        off_record=command.off_record,
        mentions=command.mentions,
    )
    # Not waited for: what the client sends next may go into the same transaction, in its order.
    poster.running().post(draft, partial(_answer_post, client, command.ref))


def _answer_post(client: Client, ref: str | None, outcome: Outcome) -> None:
    if isinstance(outcome, Refusal):
        refuse(client, ref, outcome)
    else:
        client.offer(ready.acked(ref, outcome.told))


def _type(client: Client, command: protocol.TypingStart) -> None:
    if command.conversation not in hub.running().rooms_of(client.user):
        raise Refusal("not_found", "There is no such conversation, or you are not in it.")
    # It holds for six seconds: to say it more often costs everybody in the room, and tells them nothing.
    if not client.typings.take():
        event = protocol.TypingStarted(conversation=command.conversation, user=nouns.person(client.caller))
        hub.hand_out(Delivery(rooms=(command.conversation,), texts=(event.model_dump_json(),)))
    _ack(client, command)


async def _sync(client: Client, command: protocol.Sync) -> None:
    page = await _pages.ask((client.user, command.conversation, command.after))
    ack = protocol.Ack(ref=command.ref, conversation=command.conversation, revision=page.revision)
    client.offer(page.text(command.ref), ack.model_dump_json())


def _in_database(user: User, command: protocol.AnyCommand) -> list[protocol.Ack]:
    match command:
        case (
            protocol.MessageEdit()
            | protocol.MessageDelete()
            | protocol.MessagePin()
            | protocol.MessageUnpin()
            | protocol.ReactionToggle()
        ):
            return [protocol.Ack(ref=command.ref, message=nouns.message(_changed(user, command)))]
        case protocol.ReadMark() | protocol.ReadBack() | protocol.ReadAll():
            return [_mark(user, command)]
        case protocol.RecommendationMore():
            answer = asking.ask_for_more(user, command.recommendation, command.item)
            return [protocol.Ack(ref=command.ref, answer=answer)]
    raise Refusal("unknown_type", "There is no such command.")


def _changed(user: User, command: _Change) -> Message:
    match command:
        case protocol.MessageEdit():
            return actions.edit_message(user, command.message, command.content, command.mentions)
        case protocol.MessageDelete():
            return actions.delete_message(user, command.message)
        case protocol.MessagePin():
            return actions.pin_message(user, command.message)
        case protocol.MessageUnpin():
            return actions.unpin_message(user, command.message)
        case protocol.ReactionToggle():
            return actions.toggle_reaction(user, command.message, command.emoji)


def _mark(user: User, command: protocol.ReadMark | protocol.ReadBack | protocol.ReadAll) -> protocol.Ack:
    match command:
        case protocol.ReadMark():
            return _marked(command, actions.mark_read(user, command.conversation, command.sequence, command.turn))
        case protocol.ReadBack():
            return _marked(command, actions.mark_unread(user, command.conversation, command.sequence))
        case protocol.ReadAll():
            actions.mark_all_read(user)
            return protocol.Ack(ref=command.ref)


def _marked(command: protocol.Command, marked: protocol.ReadMarked) -> protocol.Ack:
    return protocol.Ack(ref=command.ref, conversation=marked.conversation, sequence=marked.sequence, turn=marked.turn)


def _ack(client: Client, command: protocol.Command) -> None:
    client.offer(protocol.Ack(ref=command.ref).model_dump_json())


def _parse(text: str | None) -> dict[str, Any]:
    if text is None:
        raise Refusal("malformed", "Send JSON in text frames.")
    try:
        fields = from_json(text)
    except ValueError:
        raise Refusal("malformed", "That is not JSON.") from None
    if not isinstance(fields, dict):
        raise Refusal("malformed", "A command is a JSON object.")
    return fields


def _ref(fields: dict[str, Any]) -> str | None:
    ref = fields.get("ref")
    return ref if isinstance(ref, str) and len(ref) <= 64 else None


def _validate(fields: dict[str, Any]) -> protocol.AnyCommand:
    name = fields.get("type")
    command = protocol.COMMANDS.get(name) if isinstance(name, str) else None
    if command is None:
        raise Refusal("unknown_type", "There is no such command.")
    return command.model_validate(fields)
