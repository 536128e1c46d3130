"""The tests' settings for the site in a process of its own, whose mail a test can read."""

import os

from .settings import *  # noqa: F403 (all of them)

EMAIL_BACKEND, EMAIL_FILE_PATH = "partners.accounts.demo_mailbox.FolderBackend", os.environ["MAIL_FOLDER"]
