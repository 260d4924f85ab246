"""Netlink in the tests of programs: a pytest plugin, and what it is made of."""
