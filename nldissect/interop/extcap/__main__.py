"""What Wireshark and tshark run, through the script that `nldissect extcap --install` puts where they look."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from nldissect.cli import FAILED, INTERRUPTED, USAGE, UsageError
from nldissect.errors import CaptureError
from nldissect.interop.extcap import answers


def main(program: str, words: Sequence[str]) -> int:
    """Answer a question, or capture until told to stop; gives the exit code.

    program  the script that Wireshark started, which sudo may be allowed to run
    words    the arguments that it was given
    """
    try:
        return _run(program, words)
    except UsageError as error:
        return _fail(str(error), USAGE)
    except CaptureError as error:
        return _fail(str(error), FAILED)
    except BrokenPipeError:  # Wireshark has what it wanted
        return 0
    except OSError as error:
        return _fail(f"{error.filename or 'the capture ended'} ({error.strerror or error})", FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED


def _fail(sentence: str, code: int) -> int:
    print(f"nldissect: {sentence}", file=sys.stderr)
    return code


def _run(program: str, words: Sequence[str]) -> int:
    options, rest = _parser().parse_known_args(words)
    if not options.interfaces and options.interface != answers.INTERFACE:
        raise UsageError(f"there is no interface {options.interface!r}, only {answers.INTERFACE}")
    if options.capture:
        from nldissect.interop.extcap.capture import capture

        return capture(options, rest, [program, *words])
    for line in _answer(options):  # whatever else a later Wireshark may say with its question
        print(line)
    return 0


def _answer(options: argparse.Namespace) -> Sequence[str]:
    if options.interfaces:
        return answers.interfaces()
    if options.link_types:
        return answers.link_types()
    if options.config:
        return answers.renewed(options.reload) if options.reload else answers.options()
    return [answers.NO_FILTER] if options.filter else []


def _parser() -> answers.Parser:
    parser = answers.Parser()
    parser.add_argument("--extcap-interfaces", action="store_true", dest="interfaces")
    parser.add_argument("--extcap-interface", dest="interface", default="")
    parser.add_argument("--extcap-dlts", action="store_true", dest="link_types")
    parser.add_argument("--extcap-config", action="store_true", dest="config")
    parser.add_argument("--extcap-reload-option", dest="reload", default="")
    parser.add_argument("--extcap-version")
    parser.add_argument("--extcap-capture-filter", dest="filter", default="")
    parser.add_argument("--capture", action="store_true")
    parser.add_argument("--fifo")
    return parser


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:2]), sys.argv[2:]))
