"""The product's settings, on folders and databases that last as long as the tests."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="hospital-assets-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)

# What the person who runs the tests has set for the own installation stays outside.
for name in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "PUBLIC_URL"):
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
# Pages name static files without `collectstatic` having run.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
STATIC_ROOT.mkdir()
