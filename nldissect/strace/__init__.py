"""The text that strace prints, read for the netlink datagrams in it; recorded live and imported alike."""
