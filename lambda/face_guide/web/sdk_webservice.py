"""ask-sdk-webservice-support, importable: the one place of its repair.

The package imports certvalidator, whose oscrypto cannot read a version such as
OpenSSL 3.0.10 and raises (github.com/wbond/oscrypto/issues/78). We check chains with
cryptography and need none of it, so empty modules stand in while the package is
imported. tests/face_guide/web/test_sdk_webservice.py says when this module can go.
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

_STAND_INS = {
    "certvalidator": SimpleNamespace(CertificateValidator=None),
    "certvalidator.errors": SimpleNamespace(ValidationError=None, PathError=None),
}
_missing: dict[str, Any] = {
    name: _STAND_INS[name] for name in _STAND_INS if name not in sys.modules
}
sys.modules.update(_missing)
try:
    from ask_sdk_webservice_support.verifier import (
        AbstractVerifier,
        VerificationException,
    )
    from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler
finally:
    for _name in _missing:
        del sys.modules[_name]

__all__ = ["AbstractVerifier", "VerificationException", "WebserviceSkillHandler"]
