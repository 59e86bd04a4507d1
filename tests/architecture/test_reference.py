"""The reference tells all: each setting, command, option and exit code, as the code has it."""

import importlib.util
from pathlib import Path

import click
import pytest

from ballotline.config import SETTINGS
from ballotline.interfaces.cli.exits import EXIT_CODES
from ballotline.interfaces.cli.main import command
from tests.architecture.house import CHECKOUT

REFERENCE = CHECKOUT / "docs" / "reference"


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("generate", CHECKOUT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (REFERENCE / name).read_text()


@pytest.mark.parametrize("name", ["settings.md", "commands.md"])
def test_the_generated_pages_are_those_of_this_code(generator, name):
    assert generator.pages()[name] == page(name), "Run `make docs`"


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_reference(name):
    assert f"`{name}`" in page("settings.md")


def test_every_command_and_option_is_in_the_reference(generator):
    text = page("commands.md")
    for path, found in generator.commands(command, "ballotline"):
        assert f"## {path}\n" in text
        options = [name for param in found.params if isinstance(param, click.Option) for name in param.opts]
        assert all(name in text for name in options), path


def test_every_exit_code_is_in_the_reference():
    assert all(f"| {code} | {says} |" in page("commands.md") for code, says in EXIT_CODES.items())


def links() -> list:
    """Every relative link of our pages, with the page it stands on."""
    pages = [*CHECKOUT.glob("*.md"), *sorted((CHECKOUT / "docs").rglob("*.md"))]
    found = [(path, part.split(")", 1)[0]) for path in pages for part in path.read_text().split("](")[1:]]
    return [(path, link) for path, link in found if not link.startswith(("http", "mailto:", "#"))]


@pytest.mark.parametrize("path, link", [pytest.param(*link, id=f"{link[0].name} {link[1]}") for link in links()])
def test_every_link_between_our_pages_leads_somewhere(path: Path, link: str):
    assert (path.parent / link.split("#")[0]).exists()
