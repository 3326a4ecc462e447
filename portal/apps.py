"""The wiring as an application, and which of the packages' static files are served."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"


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
