"""Among which messages somebody looks: those of their rooms that stand, narrowed by the operators; all of it in SQL."""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from accounts.models import User
from chat.accents import bare, bare_in_sql
from chat.models import Conversation, Membership, Message
from chat.querysets import CLOCKS_DIFFER, id_at
from chat.search.question import Question

ME = {"me", "myself"}
AGENT = "unafied"
LINK = r"\mhttps?://"


def rooms_of(user: User, question: Question) -> list[UUID]:
    """Return the rooms to look in, all of which the user is in; names that lead nowhere are told in the hints."""
    if question.rooms:
        return _called_rooms(user, question)
    return list(Conversation.objects.visible_to(user).values_list("pk", flat=True))


def scope_of(user: User, rooms: list[UUID], question: Question, until: datetime) -> Q:
    """Return which messages to look among: those of these rooms, said before `until`."""
    scope = Q(conversation__in=rooms, created_at__lt=until)
    if question.people:
        scope &= _said_by(user, question.people)
    if question.begin:
        scope &= Q(pk__gte=id_at(question.begin, off=-CLOCKS_DIFFER), created_at__gte=question.begin)
    if question.end:
        scope &= Q(created_at__lt=question.end)
    # Most have nothing like a link, which is seen much faster than what a link is.
    return scope & Q(content__contains="://") & Q(content__iregex=LINK) if question.has_link else scope


def _said_by(user: User, names: list[str]) -> Q:
    said = Q()
    for name in names:
        if name.lower() in ME:
            said |= Q(sender=user)
            continue
        whole_or_word = Q(bare__istartswith=bare(name)) | Q(bare__icontains=f" {bare(name)}")
        said |= Q(sender__in=User.objects.alias(bare=bare_in_sql(F("display_name"))).filter(whole_or_word))
        if name.lower() == AGENT:
            said |= Q(role=Message.Role.ASSISTANT)
    return said


def _called_rooms(user: User, question: Question) -> list[UUID]:
    titles = _titles(user)
    found: list[UUID] = []
    for name in question.rooms:
        those = _called(titles, folded(name))
        found += those
        if not those:
            question.hint("in:", f"You are in no room called “{name}”.")
    return found


def _titles(user: User) -> list[tuple[UUID, str]]:
    rooms = list(Conversation.objects.visible_to(user).values_list("pk", "kind", "title"))
    directs = [pk for pk, kind, _ in rooms if kind == Conversation.Kind.DIRECT]
    others = Membership.objects.filter(conversation__in=directs).exclude(user=user)
    names = dict(others.values_list("conversation", "user__display_name"))
    return [(pk, folded(names.get(pk, title))) for pk, _, title in rooms]


def _called(titles: list[tuple[UUID, str]], name: str) -> list[UUID]:
    # The whole name, else its beginning, else the beginning of one of its words.
    exact = [pk for pk, title in titles if title == name]
    begins = [pk for pk, title in titles if title.startswith(name)]
    return exact or begins or [pk for pk, title in titles if f" {name}" in title]


def folded(text: str) -> str:
    """Return a text as names are compared: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
