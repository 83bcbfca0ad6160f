"""The addresses of the token API, under `/api/v1/`."""

from django.urls import path

from accounts import api

urlpatterns = [
    path("auth/register/", api.Register.as_view(), name="register"),
    path("auth/token/", api.SignIn.as_view(), name="token"),
    path("auth/refresh/", api.Refresh.as_view(), name="refresh"),
    path("auth/logout/", api.SignOut.as_view(), name="logout"),
    path("auth/password/", api.Password.as_view(), name="password"),
    path("auth/password-reset/", api.PasswordReset.as_view(), name="password-reset"),
    path("auth/password-reset/confirm/", api.PasswordResetConfirm.as_view(), name="password-reset-confirm"),
    path("me/", api.MyAccount.as_view(), name="me"),
    path("ws-ticket/", api.SocketTicket.as_view(), name="ws-ticket"),
]
