"""What this room says by e-mail: a purpose, an audience and a template each."""
