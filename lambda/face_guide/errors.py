"""Errors of the guide. Each message is one line: the file, the key and what to do."""

from __future__ import annotations


class FaceGuideError(Exception):
    """The root of all errors of the guide."""


class ContentError(FaceGuideError):
    """A content or rule file is broken: `file: key: what to do`."""


class SettingError(FaceGuideError):
    """A setting of the environment is missing or wrong: `NAME: what to do`."""
