"""What this room says by e-mail: mailings, joint letters, reminders, notices of changes, what is passed on."""

from mailings.messages import changes, mailings, reminders

__all__ = ["changes", "mailings", "reminders"]
