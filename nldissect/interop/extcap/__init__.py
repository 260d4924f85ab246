"""The interface "netlink" of Wireshark and tshark: a program that they ask about it, and have capture from it."""
