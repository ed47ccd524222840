"""Reads commands, one a line, and prints for each that the Azure CLI refuses: its number, a tab, why.

    python takes.py [FOLDER] < commands

FOLDER holds another version of azure-cli than the one that is installed. The CLI's own table of commands and its own parser
judge; nothing is run, and no network is needed.
"""

import contextlib
import importlib
import io
import json
import logging
import os
import shlex
import sys
import tempfile

# Where the packages `azure` and `azure.cli` are in several folders, Python looks for their parts in this order.
if 1 < len(sys.argv):
    sys.path.insert(0, sys.argv[1])

# No configuration, extension or cloud of the person's own, and nothing is left behind.
HOME = tempfile.TemporaryDirectory()
os.environ.update(
    AZURE_CONFIG_DIR=HOME.name,
    AZURE_EXTENSION_DIR=os.path.join(HOME.name, "extensions"),
    AZURE_CORE_COLLECT_TELEMETRY="no",
    AZURE_CORE_ONLY_SHOW_ERRORS="yes",
    AZURE_CORE_USE_COMMAND_INDEX="no",
)

from azure.cli.core import __version__, get_default_cli  # noqa: E402
from azure.cli.core.azclierror import AzCLIError  # noqa: E402
from azure.cli.core.commands import events as cli_events  # noqa: E402
from knack import events  # noqa: E402
from knack.util import CLIError  # noqa: E402

# Loading all of the CLI takes half a minute and packages of a gigabyte. Which modules have a group of commands is the same
# in every version, but that servers moved from one to another; what is in none of them is refused.
MODULES = {
    "account": ["profile", "resource"],
    "graph": [],
    "network": ["network", "privatedns"],
    "postgres": ["rdbms", "postgresql"],
    "resource": ["resource"],
    "rest": ["util"],
    "vm": ["vm"],
}


def load(cli, loader, words):
    """What `MainCommandsLoader.load_command_table` does, for the modules that have the command."""
    for name in MODULES.get(words[0], []):
        try:
            module = importlib.import_module(f"azure.cli.command_modules.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"azure.cli.command_modules.{name}":
                raise
            continue
        part = module.COMMAND_LOADER_CLS(cli_ctx=cli)
        for command, entry in part.load_command_table(words).items():
            entry.command_source = name
            loader.cmd_to_loader_map.setdefault(command, []).append(part)
        loader.loaders.append(part)
        loader.command_table.update(part.command_table)
        loader.command_group_table.update(part.command_group_table)


def parse(cli, words):
    """What `AzCliCommandInvoker.execute` does up to running the command."""
    invoker = cli.invocation_cls(
        cli_ctx=cli, parser_cls=cli.parser_cls, commands_loader_cls=cli.commands_loader_cls, help_cls=cli.help_cls
    )
    cli.invocation = invoker
    loader = invoker.commands_loader
    cli.raise_event(events.EVENT_INVOKER_PRE_CMD_TBL_CREATE, args=words)
    load(cli, loader, words)
    command = invoker._rudimentary_get_command(words)
    if command not in loader.command_table:
        raise CLIError(f"no such command: {command or words[0]}")
    invoker.data["command_string"] = command
    loader.command_table = {command: loader.command_table[command]}
    loader.command_name = command
    cli.raise_event(cli_events.EVENT_INVOKER_PRE_LOAD_ARGUMENTS, commands_loader=loader)
    loader.load_arguments(command)
    cli.raise_event(cli_events.EVENT_INVOKER_POST_LOAD_ARGUMENTS, commands_loader=loader)
    cli.raise_event(events.EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
    invoker.parser.cli_ctx = cli
    invoker.parser.load_command_table(loader)
    cli.raise_event(events.EVENT_INVOKER_CMD_TBL_LOADED, cmd_tbl=loader.command_table, parser=invoker.parser)
    cli.raise_event(events.EVENT_INVOKER_PRE_PARSE_ARGS, args=words)
    parsed = invoker.parser.parse_args(words)
    cli.raise_event(events.EVENT_INVOKER_POST_PARSE_ARGS, command=parsed.command, args=parsed)
    return command, parsed


def look_at_request(parsed):
    """What `az rest` takes and Azure does not."""
    url = parsed.url or ""
    places = ("/subscriptions/", "https://management.azure.com/subscriptions/", "/providers/Microsoft.ResourceGraph/")
    if not url.startswith(places):
        raise CLIError(f"{url} is no address of Azure Resource Manager")
    if "api-version=" not in url and not any(it.startswith("api-version=") for it in parsed.uri_parameters or []):
        raise CLIError("the request names no version of the API")
    if parsed.body is not None:
        json.loads(parsed.body)


def refusal(cli, line):
    """Why the CLI does not take a command, if it does not."""
    said = io.StringIO()
    try:
        words = shlex.split(line)
        if words[0] != "az":
            return "it is no command of the Azure CLI"
        with contextlib.redirect_stderr(said):
            command, parsed = parse(cli, words[1:])
        if command == "rest":
            look_at_request(parsed)
    except (AzCLIError, CLIError, ValueError) as error:
        return str(error)
    except SystemExit:
        # What comes after the first line are examples.
        return said.getvalue().strip().partition("\n")[0] or "it is refused without a word"
    return None


def main():
    print(__version__)
    # It warns of subscriptions that nobody is logged in to.
    logging.disable(logging.WARNING)
    cli = get_default_cli()
    for number, line in enumerate(sys.stdin.read().splitlines()):
        why = refusal(cli, line)
        if why is not None:
            print(f"{number}\t{' '.join(why.split())[:300]}")


main()
