"""Stub."""


def draw_atlas():
    pass
