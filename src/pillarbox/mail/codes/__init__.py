"""Verification codes and links in a mail: one of each, or none, never a guess. Pure; knows no senders."""

from .verification import Verification, find

__all__ = ["Verification", "find"]
