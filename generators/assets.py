"""The pictures of a document: made beforehand, handed to both writers, never fetched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asset:
    """One picture: `svg` (bytes or None) and `png` (bytes) show the same thing; natural size in mm."""

    svg: bytes | None
    png: bytes
    width_mm: float
    height_mm: float

    def __post_init__(self) -> None:
        if self.width_mm <= 0 or self.height_mm <= 0:
            raise ValueError(f"an asset has a positive size, not {self.width_mm} x {self.height_mm} mm")
