"""The repair of ask-sdk-webservice-support, and the day on which it can go."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys

from face_guide.web import sdk_webservice

BREAKS_UPSTREAM = not re.search(r"\d\.\d\.\d(?!\d)", ssl.OPENSSL_VERSION)


def test_the_package_imports() -> None:
    """Its classes are the SDK's own, and the stand-ins are gone."""
    assert (
        sdk_webservice.AbstractVerifier.__module__
        == "ask_sdk_webservice_support.verifier"
    )
    assert "certvalidator" not in sys.modules


def test_the_repair_is_still_needed() -> None:
    """When this fails, upstream imports cleanly: delete web/sdk_webservice.py.

    It can read the version of an OpenSSL such as 3.0.9, and of no other.
    """
    alone = subprocess.run(
        [sys.executable, "-c", "import ask_sdk_webservice_support.verifier"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("libcrypto" in alone.stderr) == BREAKS_UPSTREAM
