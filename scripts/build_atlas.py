"""Stub."""


def build_atlas():
    pass
