"""The addresses of the pages, under `/accounts/`."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-up/", views.SignUp.as_view(), name="sign-up"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("password-reset/", views.PasswordReset.as_view(), name="password-reset"),
    path("password-reset/done/", views.PasswordResetDone.as_view(), name="password-reset-done"),
    path(
        "password-reset/<uidb64>/<token>/",
        views.PasswordResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
    path("password-reset/complete/", views.PasswordResetComplete.as_view(), name="password-reset-complete"),
    path("settings/", views.Settings.as_view(), name="settings"),
    path("settings/password/", views.PasswordChange.as_view(), name="password-change"),
    path("settings/delete/", views.DeleteAccount.as_view(), name="delete"),
]
