"""The command ``gongbao``: typer application put together from the packages' own commands.

Each package registers its commands through the entry-point group ``gongbao.commands``;
nothing heavy is imported for ``--help``.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer
from typer.exceptions import TyperException

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
    """Run the command; every GongbaoError and every wrong use becomes one Chinese line and exit code 2."""
    try:
        code = build_app()(standalone_mode=False)
    except GongbaoError as exc:
        sys.stderr.write(f"错误：{exc}\n")
        raise SystemExit(2) from None
    except TyperException as exc:
        if exc.message or hasattr(exc, "param"):  # neither: nothing was asked, and the help is printed
            sys.stderr.write(_misused(exc) + "\n")
        raise SystemExit(exc.exit_code) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _misused(exc: TyperException) -> str:
    """What is wrong with an option or argument, in one line."""
    context, parameter = getattr(exc, "ctx", None), getattr(exc, "param", None)
    unknown = getattr(exc, "option_name", None)
    if parameter is not None:
        name = "、".join(parameter.opts) if parameter.opts[0].startswith("-") else parameter.name
        told = f"（{parameter.help}）" if getattr(parameter, "help", None) else ""
        what = f"{name} 的值不可用{told}" if exc.message else f"缺少 {name}{told}"
    else:
        what = f"没有选项 {unknown}，或它缺少值" if unknown else "没有这个命令，或参数太多"
    return f"错误：{what}；用法见 {context.command_path if context else 'gongbao'} --help"


if __name__ == "__main__":
    main()
