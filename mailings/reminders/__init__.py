"""Reminders: who owes what by when (`owed`, `sources`), what of it is due today (`due`), and the digests (`digests`)."""
