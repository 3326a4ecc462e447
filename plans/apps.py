from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Plans"

    def ready(self) -> None:
        """Registers this room's permissions."""
        import plans.rules  # noqa: F401 models must be there first
