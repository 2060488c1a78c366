"""`trinitycore-mcp completion`: the script that completes the command line in a shell."""

from __future__ import annotations

import click

from appliance.cli import COMPLETE_VARIABLE, PROGRAM
from appliance.cli.output import write

HELP = """\
Print the completion script of a shell.

bash: trinitycore-mcp completion bash > ~/.local/share/bash-completion/completions/trinitycore-mcp

zsh: trinitycore-mcp completion zsh > FOLDER/_trinitycore-mcp, a FOLDER of $fpath

fish: trinitycore-mcp completion fish > ~/.config/fish/completions/trinitycore-mcp.fish

The packages have them installed.
"""


@click.command("completion", help=HELP)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    # Here and not above: only who completes needs them.
    from appliance.cli.shells import SHELLS

    program = context.find_root().command
    write(SHELLS[shell](program, {}, PROGRAM, COMPLETE_VARIABLE).source().strip() + "\n")
