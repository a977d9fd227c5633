"""What the chair writes to many: every write, one verb each."""
