"""Concept papers to read: `sources/` holds real ones, the modules here make others in other habits."""
