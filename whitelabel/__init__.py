"""Rebrand one product for every reseller: one base theme, a folder a brand, a static bundle each."""

__version__ = "0.1.0"
