"""Vitrine: interactive pages that let people look inside what they usually take on trust.

.. include:: ../README.md
"""
