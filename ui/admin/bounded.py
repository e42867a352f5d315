"""``python -m ui.admin.bounded --seconds N --memory MB -- COMMAND…``: the command under limits of the system."""

from __future__ import annotations

import argparse
import os
import resource

__all__: list[str] = []


def main() -> None:
    """Set the limits and become the command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--memory", type=int, default=0, help="MB; 0 for no limit")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CPU, (given.seconds, given.seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if given.memory:
        size = given.memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    os.execvp(given.command[0], given.command)  # noqa: S606  # the command is ours


if __name__ == "__main__":
    main()
