"""Every address of the portal, room by room."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from portal import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("dang-nhap/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("dang-xuat/", auth.LogoutView.as_view(), name="logout"),
    path(
        "mat-khau/",
        auth.PasswordChangeView.as_view(success_url="/", template_name="registration/password.html"),
        name="password",
    ),
    path(
        "mat-khau/dat/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(
            template_name="registration/set_password.html",
            success_url="/",
            post_reset_login=True,
            post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
        ),
        name="set_password",
    ),
    path("ngon-ngu/", login_not_required(set_language), name="language"),
    path("health/", health.whole, name="health"),
    path("health/web/", health.web, name="health_web"),
    path("", include("plans.urls")),
    path("", include("tasks.urls")),
    path("", include("imports.urls")),
    path("", include("reports.urls")),
]

handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
