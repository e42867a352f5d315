"""The command ``gongbao``: typer application put together from the packages' own commands.

Each package registers its commands through the entry-point group ``gongbao.commands``;
nothing heavy is imported for ``--help``.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer

from index.errors import GongbaoError

__all__ = ["build_app", "main"]


def build_app() -> typer.Typer:
    """The application with every package's commands."""
    app = typer.Typer(
        name="gongbao",
        help="公报通：问政府公报，句句有出处，数数有依据。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for point in sorted(entry_points(group="gongbao.commands"), key=lambda p: p.name):
        point.load()(app)
    return app


def main() -> None:
    """Run the command; every GongbaoError becomes one Chinese line and exit code 2."""
    try:
        build_app()()
    except GongbaoError as exc:
        sys.stderr.write(f"错误：{exc}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:
        raise SystemExit(0) from None


if __name__ == "__main__":
    main()
