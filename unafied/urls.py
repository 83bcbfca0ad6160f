"""Every address."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from chat import asyncapi
from unafied import health

# Swagger's own stylesheet puts styles into elements; only its page may.
_DOCS_CSP = {
    "default-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'none'"],
}


@login_not_required
def asyncapi_document(_request: HttpRequest) -> JsonResponse:
    """Answer with the socket's protocol."""
    return JsonResponse(asyncapi.document())


urlpatterns = [
    # In the order of how often they are asked for: they are tried one after the other.
    path("api/v1/", include("chat.api_urls")),
    path("", include("chat.urls")),
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("agents.urls")),
    path("api/schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "api/docs/",
        login_not_required(csp_override(_DOCS_CSP)(SpectacularSwaggerSplitView.as_view(url_name="schema"))),
    ),
    path("api/asyncapi.json", asyncapi_document),
    path("admin/", admin.site.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
]
