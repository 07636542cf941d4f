"""Check a packet: `python -m portal.documents.packets verify FILE --key KEYS.json`."""

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from portal.documents.packets.keys import KeyFault
from portal.documents.packets.reading import check, read_keys


def main(words: list[str] | None = None) -> int:
    """Say whether the file is genuine; 0 if so, 1 if not, 2 if the command was mistyped."""
    parser = argparse.ArgumentParser(
        prog="python -m portal.documents.packets",
        description="Check an auditor's packet without the portal.",
    )
    commands = parser.add_subparsers(required=True)
    asked = commands.add_parser("verify", help="say whether a packet is as it was signed")
    asked.add_argument("file", type=Path, help="the packet")
    asked.add_argument(
        "--key",
        type=Path,
        required=True,
        help="the portal's public keys, saved from its address /.well-known/jwks.json",
    )
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # names in letters the terminal does not have
    given = parser.parse_args(words)
    try:
        valid, words_said = check(given.file, read_keys(given.key))
    except KeyFault as error:
        valid, words_said = False, str(error)
    sys.stdout.write(words_said + "\n")
    return 0 if valid else 1


if __name__ == "__main__":
    sys.exit(main())
