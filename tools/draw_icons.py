"""Draw the store's icons: a calm face, one eye open, one lid that flickers.

    python -m tools.draw_icons        # writes skill-package/assets/images/icon-108.png and icon-512.png

Shapes are distances: how far a point is from an edge says how much of a pixel it covers. Units are icon widths.
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IMAGES = Path(__file__).parent.parent / "skill-package" / "assets" / "images"
SIZES = (108, 512)
NIGHT, SUN, INK, SPARK = (15, 52, 74), (255, 221, 128), (24, 38, 52), (214, 72, 52)


class Shape(NamedTuple):
    """A shape and its colour."""

    distance: Callable[[float, float], float]
    colour: tuple[int, int, int]


def disc(x: float, y: float, radius: float) -> Callable[[float, float], float]:
    """A filled circle."""
    return lambda px, py: math.hypot(px - x, py - y) - radius


def stroke(
    x1: float, y1: float, x2: float, y2: float, width: float
) -> Callable[[float, float], float]:
    """A straight line with round ends."""
    dx, dy = x2 - x1, y2 - y1

    def distance(px: float, py: float) -> float:
        along = max(
            0.0, min(1.0, ((px - x1) * dx + (py - y1) * dy) / (dx * dx + dy * dy))
        )
        return math.hypot(px - x1 - along * dx, py - y1 - along * dy) - width / 2

    return distance


def arc(
    x: float, y: float, radius: float, open_: int, width: float
) -> Callable[[float, float], float]:
    """The lower half of a ring with round ends, without so many degrees at either end."""
    first, last = math.radians(open_), math.radians(180 - open_)
    ends = [
        (x + radius * math.cos(angle), y + radius * math.sin(angle))
        for angle in (first, last)
    ]

    def distance(px: float, py: float) -> float:
        turned = (math.atan2(py - y, px - x) - first) % (2 * math.pi)
        if turned <= last - first:
            return abs(math.hypot(px - x, py - y) - radius) - width / 2
        return min(math.hypot(px - ex, py - ey) for ex, ey in ends) - width / 2

    return distance


FACE = (
    Shape(disc(0.5, 0.5, 0.5), NIGHT),
    Shape(disc(0.5, 0.52, 0.345), SUN),
    Shape(disc(0.375, 0.47, 0.056), INK),
    Shape(arc(0.625, 0.455, 0.07, 20, 0.034), INK),
    Shape(arc(0.5, 0.55, 0.155, 40, 0.036), INK),
    *(
        Shape(
            stroke(
                0.625 + 0.09 * dx,
                0.43 + 0.09 * dy,
                0.625 + 0.155 * dx,
                0.43 + 0.155 * dy,
                0.03,
            ),
            SPARK,
        )
        for dx, dy in ((-0.5, -0.866), (0.15, -0.99), (0.74, -0.67))
    ),
)


def pixels(size: int) -> Iterator[bytes]:
    """The rows of the icon: red, green, blue and opacity of each pixel."""
    for row in range(size):
        y = (row + 0.5) / size
        yield b"".join(
            bytes(_pixel((column + 0.5) / size, y, size)) for column in range(size)
        )


def _pixel(x: float, y: float, size: int) -> tuple[int, int, int, int]:
    """Shapes over one another; the first is the ground, beyond which the icon is clear."""
    red, green, blue = FACE[0].colour
    for shape in FACE[1:]:
        covered = _cover(shape.distance(x, y), size)
        if covered:
            red, green, blue = (
                round(old + (new - old) * covered)
                for old, new in zip((red, green, blue), shape.colour, strict=True)
            )
    return red, green, blue, round(255 * _cover(FACE[0].distance(x, y), size))


def _cover(distance: float, size: int) -> float:
    return max(0.0, min(1.0, 0.5 - distance * size))


def png(size: int) -> bytes:
    """The icon as a PNG file."""
    header = struct.pack(">2I5B", size, size, 8, 6, 0, 0, 0)
    rows = b"".join(b"\0" + row for row in pixels(size))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
    )


def main() -> None:
    """Write both icons."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (IMAGES / f"icon-{size}.png").write_bytes(png(size))


if __name__ == "__main__":
    main()
