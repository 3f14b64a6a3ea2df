"""What a machine may lack."""

import os

import pytest


def not_installed(message):
    """What a person's machine may lack, CI's may not."""
    pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
