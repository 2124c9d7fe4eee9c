"""Documents that are built: written, or compared with what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.errors import FaceGuideError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class DocumentError(FaceGuideError):
    """A document is not what its sources build."""


def publish(
    texts: Mapping[Path, str], *, is_check: bool, made: str, module: str
) -> None:
    """Write documents, or only compare them.

    Args:
        texts: File to what it has to hold.
        is_check: Whether to write nothing.
        made: What builds them, as `the rules and words build`.
        module: Which module builds them.

    Raises:
        DocumentError: A file that is only compared is missing, or differs.
    """
    for file, text in texts.items():
        if not is_check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise DocumentError(
                f"{file.name}: is not what {made}; run python -m {module}"
            )
