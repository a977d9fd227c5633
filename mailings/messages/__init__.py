"""What this room says by e-mail: mailings, joint letters, reminders, notices of changes, what is passed on."""

from mailings.messages import changes, forwarded, mailings, reminders

__all__ = ["changes", "forwarded", "mailings", "reminders"]
