"""The demo's mailbox: its messages stay in the product and are read here, links and all."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, permit
from correspondence.models import Message

LATEST = 200


def demo_only() -> None:
    """The mailbox exists in the demo alone, where nothing leaves the machine."""
    if not settings.DEMO:
        raise Http404


@permit(Permission.READ_DEMO_MAIL)
@require_safe
def mailbox(request):
    demo_only()
    asked = request.GET.get("to", "").replace("\x00", "").strip().lower()[:254]
    messages = Message.objects.order_by("-pk").defer("body")
    if asked:
        messages = messages.filter(to_email__icontains=asked)
    return render(request, "correspondence/mailbox.html", {"kept": messages[:LATEST], "asked": asked})


@permit(Permission.READ_DEMO_MAIL)
@require_safe
def mailbox_message(request, pk):
    demo_only()
    return render(
        request, "correspondence/mailbox_message.html", {"message": get_object_or_404(Message, pk=pk)}
    )
