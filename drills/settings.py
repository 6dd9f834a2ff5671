"""The portal's settings, and code that an arm of a drill wants to be run once the portal is set up."""

from memorandum.settings import *  # noqa: F403, TID251
from memorandum.settings import INSTALLED_APPS  # noqa: TID251

INSTALLED_APPS = [*INSTALLED_APPS, "drills.apps.Drill"]
