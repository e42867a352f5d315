"""The command ``gongbao``: typer application put together from the packages' own commands.

Each package registers its commands through the entry-point group ``gongbao.commands``;
nothing heavy is imported for ``--help``.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from importlib.metadata import entry_points

import typer
from typer.exceptions import TyperException

from index.errors import GongbaoError

__all__ = ["build_app", "main"]

INTERRUPTED = 130
"""The exit code after Ctrl+C, as shells have it."""


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
    """Run the command; every failure becomes one Chinese line: exit code 2, or 130 for Ctrl+C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # half a character in a file name or question is printed as \\udcff
            stream.reconfigure(errors="backslashreplace")
    try:
        code = build_app()(standalone_mode=False)
        if code == INTERRUPTED:
            raise KeyboardInterrupt
    except GongbaoError as exc:
        sys.stderr.write(f"错误：{exc}\n")
        raise SystemExit(2) from None
    except TyperException as exc:
        if exc.message or hasattr(exc, "param"):  # neither: nothing was asked, and the help is printed
            sys.stderr.write(_misused(exc) + "\n")
        raise SystemExit(exc.exit_code) from None
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("已中断。\n")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(0) from None
    except OSError as exc:
        _drop_output()
        sys.stderr.write(f"错误：{_unreadable(exc)}\n")
        raise SystemExit(2) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _drop_output() -> None:
    """Let what is still unwritten go, so that the interpreter does not fail on it again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unreadable(exc: OSError) -> str:
    """What the system refused, in one line."""
    reasons = {
        errno.ENOSPC: "磁盘空间不足",
        errno.EDQUOT: "磁盘配额已满",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘只读",
        errno.ELOOP: "链接成环",
        errno.EMFILE: "打开的文件太多",
    }
    where = f"：{exc.filename}" if exc.filename else ""
    return f"{reasons.get(exc.errno or 0, '读写失败')}{where}（请检查路径、权限和磁盘空间）"


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
