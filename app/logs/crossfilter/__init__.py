"""Counts under filters: every chart a projection of them under the filters of all the others."""
