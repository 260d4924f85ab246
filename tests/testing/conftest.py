"""The project is an outsider, and not among our own tests."""

collect_ignore = ["project"]
