"""The portal's settings with Django's admin and a flat table beside it: only here, to compare with."""

from portal.settings import *  # noqa: F403 - settings are taken over as a whole
from portal.settings import INSTALLED_APPS as PORTAL_APPS

DEBUG = False
INSTALLED_APPS = [*PORTAL_APPS, "django.contrib.admin", "bench.flat"]
ROOT_URLCONF = "bench.admin"
