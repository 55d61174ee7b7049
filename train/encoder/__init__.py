"""Trainer of the accurate tier: a small multilingual encoder with heads for names, speech and links."""
