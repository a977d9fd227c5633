"""What this room says by e-mail: mailings, joint letters, reminders, notices of changes, what is passed on."""
