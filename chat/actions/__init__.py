"""Every verb of the rooms. Only these change anything, and what they change is told to the room after commit.

Doors (consumers, REST, admin, seeds, agents) call them as `actions.post_message(…)`. They raise
`accounts.problems.Refusal` with a stable code, and then have changed nothing.
"""

from chat.actions.cards import change_card, change_cards, post_card, show_writing, tell_failure
from chat.actions.messages import delete_message, edit_message, toggle_reaction
from chat.actions.moderation import hide_message, restore_message
from chat.actions.notices import give_notice
from chat.actions.people import (
    accept_invite,
    add_members,
    change_membership,
    change_role,
    invite,
    leave,
    leave_all,
    remove_member,
    revoke_invite,
)
from chat.actions.pins import pin_message, unpin_message
from chat.actions.posting import Draft, post_message, post_messages
from chat.actions.reading import mark_all_read, mark_read, mark_unread
from chat.actions.rooms import change_conversation, delete_conversation, open_direct, start_group

__all__ = [
    "Draft",
    "accept_invite",
    "add_members",
    "change_card",
    "change_cards",
    "change_conversation",
    "change_membership",
    "change_role",
    "delete_conversation",
    "delete_message",
    "edit_message",
    "give_notice",
    "hide_message",
    "invite",
    "leave",
    "leave_all",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "open_direct",
    "pin_message",
    "post_card",
    "post_message",
    "post_messages",
    "remove_member",
    "restore_message",
    "revoke_invite",
    "show_writing",
    "start_group",
    "tell_failure",
    "toggle_reaction",
    "unpin_message",
]
