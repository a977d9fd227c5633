from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CorrespondenceConfig(AppConfig):
    name = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Every room's messages enter the catalogue."""
        autodiscover_modules("messages")
