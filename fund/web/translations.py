"""The Dutch catalogues: one domain per stage, gathered from code and templates, compiled for use.

`web` holds the words that every stage shares; a stage does not repeat them.
"""

from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "fund" / "translations"
# What every stage may say; a stage does not repeat it.
SHARED = ("core", "web")
SHARED_TEMPLATES = ("components", "shell", "errors")
# No dates and no names of machines: a catalogue changes only when a sentence does.
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural}\n"

"""
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {
    "trimmed": "true",
    "silent": "false",
    "newstyle_gettext": "true",
    "extensions": "jinja2.ext.do",
}


def compile_translations() -> list[Path]:
    """Compile every catalogue and return the files written; half-finished (fuzzy) sentences are left out."""
    written = []
    for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, _read(source))
        written.append(target)
    return written


def domains() -> list[str]:
    """Return the names of the catalogues there are."""
    return sorted({path.stem for path in CATALOGUES.glob("*/LC_MESSAGES/*.po")})


def gather(domain: str) -> Catalog:
    """Return the sentences that one domain uses; a stage leaves out what `web` and `core` hold already."""
    earlier = SHARED[: SHARED.index(domain)] if domain in SHARED else SHARED
    known = {message.id for name in earlier for message in gather(name) if message.id}
    found = Catalog(domain=domain)
    for folder, pattern in _places(domain):
        method = "jinja2" if pattern.endswith(".html") else "python"
        for name, line, message, comments, context in extract_from_dir(
            folder, [(pattern, method)], {pattern: OPTIONS}, KEYWORDS, ()
        ):
            if message and message not in known:
                place = (str((folder / name).relative_to(ROOT)), line)
                found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def missing(domain: str, language: str = "nl") -> list[str]:
    """Return the sentences of a domain that its catalogue does not translate, with the place where each is used."""
    path = CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"
    catalogue = _read(path) if path.exists() else Catalog(locale=language, domain=domain)
    return [
        f"{message.locations[0][0]}: {message.id}"
        for message in gather(domain)
        if message.id and not ((known := catalogue.get(message.id)) and not known.fuzzy and _complete(known.string))
    ]


def update(domain: str, language: str = "nl") -> Path:
    """Add the new sentences of a domain to its catalogue, drop those that are no longer used, and return its path."""
    path = CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"
    catalogue = _read(path) if path.exists() else Catalog(locale=language, domain=domain)
    catalogue.update(gather(domain), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plural=catalogue.plural_forms).encode())
        write_po(file, catalogue, sort_output=True, no_location=True, omit_header=True, width=120)
    return path


def _complete(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def _places(domain: str) -> Iterator[tuple[Path, str]]:
    """Name the folders a domain speaks in; `web` also has the files that stand above the stages."""
    if domain == "web":
        yield ROOT / "fund", "*.py"
    for name in (domain, *SHARED_TEMPLATES) if domain == "web" else (domain,):
        for folder, pattern in ((ROOT / "fund" / name, "**.py"), (ROOT / "templates" / name, "**.html")):
            if folder.is_dir():
                yield folder, pattern


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


@click.group("translations")
def translations_command() -> None:
    """Keep the Dutch sentences complete."""


@translations_command.command("compile")
def compile_command() -> None:
    """Compile every catalogue."""
    click.echo(f"{len(compile_translations())} catalogues compiled.")


@translations_command.command("update")
@click.argument("domain", nargs=-1)
def update_command(domain: tuple[str, ...]) -> None:
    """Add new sentences of DOMAIN (or of all) to the catalogues, drop old ones, list what is not translated."""
    for name in domain or domains():
        path, sentences = update(name), missing(name)
        click.echo(f"{path.relative_to(ROOT)}: {len(sentences)} to translate")
        for sentence in sentences:
            click.echo(f"  {sentence}")
