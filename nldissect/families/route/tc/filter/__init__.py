"""The kinds of filters, a module for each."""
