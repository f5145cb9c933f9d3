"""The product's settings, on folders and databases that last as long as the tests."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

folder = tempfile.mkdtemp(prefix="hospital-assets-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)

# What the person who runs the tests has set for the own installation stays outside.
product = Path(__file__).resolve().parent.parent / "hospital_assets" / "settings.py"
for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', product.read_text()):
    os.environ.pop(name, None)
os.environ["VAR_DIR"] = folder
os.environ["SECRET_KEY"] = "only for tests, and long enough to pass for a secret key"
os.environ["DATABASE_URL"] = os.getenv("TEST_DATABASE_URL", f"sqlite:///{folder}/none")

from hospital_assets.settings import *

# A file, as in production: a database in memory locks whole tables between threads.
DATABASES["default"]["TEST"] = {
    "NAME": f"{folder}/db.sqlite3" if "TEST_DATABASE_URL" not in os.environ else None,
    "TEMPLATE": os.getenv("TEST_DATABASE_TEMPLATE"),
}
# Real hashing takes as long as a whole test, on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test sees what it has just changed.
CACHES["memory"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
# Pages name static files without `collectstatic` having run.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
STATIC_ROOT.mkdir()
