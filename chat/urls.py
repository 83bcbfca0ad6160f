"""Addresses of the pages."""

from django.urls import path

from chat import views

app_name = "chat"

urlpatterns = [
    path("", views.home, name="home"),
    path("rooms/<uuid:conversation>/", views.room, name="room"),
    path("join/<str:token>/", views.join, name="join"),
    path("shelf/", views.shelf, name="shelf"),
    path("offline/", views.offline, name="offline"),
    path("offline-worker.js", views.offline_worker),
]
