"""What this room says by e-mail: about work on briefs, and about places at roundtables."""
