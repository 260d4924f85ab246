"""Decode every attribute of every rtnetlink message of a capture with pyroute2; prints how many.

pyroute2 decodes attributes when they are looked at, so each is looked at, nested ones too.
Nothing is written: what is measured is the decoding.
"""

import sys
from pathlib import Path
from typing import Any

from pyroute2.netlink.rtnl.marshal import MarshalRtnl

sys.path.insert(0, str(Path(__file__).parents[1]))
from packets import datagrams  # type: ignore[import-not-found]  # a script: its package is not on the path


def look_at(message: Any) -> int:
    """Look at each attribute below a message or a nested attribute; gives their number."""
    count = 0
    for _name, value in message.get("attrs", ()):
        count += 1
        if isinstance(value, dict) and "attrs" in value:
            count += look_at(value)
    return count


def main() -> None:
    marshal = MarshalRtnl()
    messages = attributes = 0
    for datagram in datagrams(Path(sys.argv[1])):
        for message in marshal.parse(datagram):
            messages += 1
            attributes += look_at(message)
    print(messages, "messages", attributes, "attributes")


main()
