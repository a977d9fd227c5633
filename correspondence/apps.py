from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CorrespondenceConfig(AppConfig):
    name = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Every room's messages enter the catalogue, and what providers report is listened to."""
        from anymail.signals import tracking

        from correspondence.providers import note_event

        autodiscover_modules("messages")
        # The one receiver of a signal in the product: django-anymail tells what came by its webhooks in no other way.
        tracking.connect(note_event)
