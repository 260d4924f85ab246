"""What is known of a capture beyond its single messages; no screen, no printing."""
