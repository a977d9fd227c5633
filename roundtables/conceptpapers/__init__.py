"""Reads a concept paper into a proposed outline. Knows no database."""
