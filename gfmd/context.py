"""What every template may use."""

from django.conf import settings


def product(request):
    return {"demo": settings.DEMO, "site_url": settings.SITE_URL, "languages": settings.LANGUAGES}
