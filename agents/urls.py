"""REST addresses of the agents."""

from django.urls import path

from agents import api

urlpatterns = [
    path("conversations/<uuid:conversation>/recommendations/", api.RecommendationsView.as_view()),
    path("recommendations/<uuid:recommendation>/feedback/", api.FeedbackView.as_view()),
    path("recommendations/<uuid:recommendation>/more/", api.MoreView.as_view()),
    path("conversations/<uuid:conversation>/shelf/", api.RoomShelfView.as_view()),
    path("conversations/<uuid:conversation>/beliefs/", api.BeliefsView.as_view()),
    path("conversations/<uuid:conversation>/beliefs/<path:belief>/", api.BeliefView.as_view()),
    path("shelf/", api.ShelfView.as_view()),
    path("shelf/<int:kept>/", api.ShelfItemView.as_view()),
    path("catalog/", api.CatalogView.as_view()),
]
