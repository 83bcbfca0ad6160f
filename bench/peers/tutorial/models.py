"""What is said."""

from django.db import models


class Message(models.Model):
    """One message in one room."""

    room = models.CharField(max_length=100, db_index=True)
    content = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "tutorial"

    def __str__(self) -> str:
        return self.content
