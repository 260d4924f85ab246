"""The engine: declaration and bytes in, layout and tree out. It knows no protocol, does no input or output, and never
raises on input."""
