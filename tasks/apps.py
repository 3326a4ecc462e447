from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = "Tasks"

    def ready(self) -> None:
        """Registers this room's permissions."""
        import tasks.rules  # noqa: F401 models must be there first
