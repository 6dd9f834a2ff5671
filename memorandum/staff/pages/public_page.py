"""From a record in the admin to its public page."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe


@require_safe
def public_page(request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
    """Instead of Django's own, which would tell the address of any record to any of the staff."""
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    page = admin.site._registry.get(model) if model else None
    if page is None or not hasattr(model, "get_absolute_url"):
        raise Http404
    if not page.has_view_or_change_permission(request):
        raise PermissionDenied
    record = page.get_object(request, object_id)
    if record is None:
        raise Http404
    return HttpResponseRedirect(record.get_absolute_url())
