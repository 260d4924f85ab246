"""Other programs and libraries of the field; nothing of the core imports this."""
