"""The wiring as an application, and which of the packages' static files are served."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """The demonstration may believe in another day; no other installation can."""
        from portal.demo_clock import believe

        believe(Path(settings.VAR_DIR))


class PortalStaticFilesConfig(StaticFilesConfig):
    """Of Tabler's files only the one style and the one script that the pages use."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "tabler-*",
        "tabler.css*",
        "tabler.rtl*",
        "tabler.js*",
        "tabler.esm*",
    ]
