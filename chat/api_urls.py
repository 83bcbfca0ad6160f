"""REST addresses of the rooms."""

from django.urls import path

from chat import api, search_api, threads_api

_room = "conversations/<uuid:conversation>/"
_message = f"{_room}messages/<uuid:message>/"

urlpatterns = [
    path("conversations/", api.ConversationsView.as_view()),
    path(_room, api.ConversationView.as_view()),
    path(f"{_room}members/", api.MembersView.as_view()),
    path(f"{_room}members/<uuid:member>/", api.MemberView.as_view()),
    path(f"{_room}invites/", api.InvitesView.as_view()),
    path(f"{_room}invites/<uuid:invite>/", api.InviteView.as_view()),
    path(f"{_room}messages/", api.MessagesView.as_view()),
    path(_message, api.MessageView.as_view()),
    path(f"{_message}reactions/", api.ReactionsView.as_view()),
    path(f"{_message}thread/", threads_api.ThreadView.as_view()),
    path(f"{_message}history/", threads_api.VersionsView.as_view()),
    path(f"{_message}pin/", threads_api.PinView.as_view()),
    path(f"{_room}pins/", threads_api.PinsView.as_view()),
    path(f"{_room}sync/", api.SyncView.as_view()),
    path(f"{_room}read/", api.ReadView.as_view()),
    path("read-all/", api.ReadAllView.as_view()),
    path("export/", api.ExportView.as_view()),
    path("search/", search_api.SearchView.as_view()),
    path("invites/<str:token>/accept/", api.AcceptInviteView.as_view()),
]
