"""Live traffic: taps, rings and multicast groups, recorded into a capture file that others read as it grows."""
