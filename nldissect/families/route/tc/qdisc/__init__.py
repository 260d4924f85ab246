"""The kinds of qdiscs, a module for each."""
