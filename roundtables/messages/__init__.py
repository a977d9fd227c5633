"""What this room says by e-mail: about work on briefs, and about places at roundtables."""

from roundtables.messages import briefs, places

__all__ = ["briefs", "places"]
