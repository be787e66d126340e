"""Style parts and fonts of others, fetched by npm and built into a folder that is never committed.

`flask --app wsgi assets` fills `fund/static/vendor/` from `node_modules/`. The application can be imported without it.
"""

import re
import shutil
from pathlib import Path

import click
from flask.cli import with_appcontext

from fund.web.static import ROOT, STATIC, content_hash
from fund.web.translations import compile_translations

MODULES = ROOT / "node_modules"
VENDOR = STATIC / "vendor"

PARTS = (
    *(
        f"@utrecht/{name}-css/dist/index.css"
        for name in (
            "form-field",
            "form-label",
            "form-field-description",
            "form-field-error-message",
            "textbox",
            "textarea",
            "select",
            "alert",
        )
    ),
    *(f"@nl-design-system-candidate/{name}-css/dist/{name}.css" for name in ("button", "skip-link", "data-badge")),
)
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens"
FAMILIES = {"source-sans-3": "Source Sans 3", "source-serif-4": "Source Serif 4"}
STATIC_WEIGHTS = (400, 600, 700)


class AssetsMissing(click.ClickException):
    """Say which npm package is not there and how to get it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not there. Run `npm ci` in {ROOT} first.")


def build_assets(modules: Path = MODULES, vendor: Path = VENDOR) -> list[Path]:
    """Build the vendor folder from the npm packages and return the files written.

    Raises AssetsMissing when the packages have not been fetched.
    """
    (vendor / "fonts").mkdir(parents=True, exist_ok=True)
    written = [
        *_fonts(modules, vendor / "fonts"),
        *_licences(modules, vendor / "licences"),
    ]
    sheet = vendor / "nlds.css"
    sheet.write_text(_faces(vendor) + _layer(modules), encoding="utf-8")
    return [sheet, *written]


def _read(path: Path) -> str:
    if not path.is_file():
        raise AssetsMissing(path)
    return path.read_text(encoding="utf-8")


def _layer(modules: Path) -> str:
    """Put the component parts, and only the tokens that they and our own tokens reach, in one cascade layer."""
    css = "\n".join(re.sub(r"/\*# sourceMappingURL.*?\*/", "", _read(modules / part)) for part in PARTS)
    theme = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", _read(modules / THEME / "dist/theme.css")))
    queue = re.findall(r"--[\w-]+", css + _read(STATIC / "tokens.css"))
    reached: set[str] = set()
    while queue:
        name = queue.pop()
        if name in theme and name not in reached:
            reached.add(name)
            queue += re.findall(r"--[\w-]+", theme[name])
    root = "\n".join(f"{name}:{theme[name]};" for name in sorted(reached))
    return f"@layer nlds{{\n:root{{\n{root}\n}}\n{css}\n}}\n"


def _fonts(modules: Path, folder: Path) -> list[Path]:
    """Copy one variable file per family for the browser, and static weights for letters."""
    copies = {}
    for name in FAMILIES:
        copies[f"{name}.woff2"] = f"@fontsource-variable/{name}/files/{name}-latin-wght-normal.woff2"
        for weight in STATIC_WEIGHTS:
            copies[f"{name}-{weight}.woff2"] = f"@fontsource/{name}/files/{name}-latin-{weight}-normal.woff2"
    for target, source in copies.items():
        if not (modules / source).is_file():
            raise AssetsMissing(modules / source)
        shutil.copyfile(modules / source, folder / target)
    return [folder / target for target in copies]


def _faces(vendor: Path) -> str:
    """Name the variable fonts by their content, so that they too can be kept for a year."""
    faces = []
    for name, family in FAMILIES.items():
        version = content_hash((vendor / "fonts" / f"{name}.woff2").read_bytes())
        source = f'url(vendor/fonts/{name}.woff2?v={version}) format("woff2")'
        faces.append(f'@font-face{{font-family:"{family}";font-weight:200 900;font-display:swap;src:{source}}}\n')
    return "".join(faces)


def _licences(modules: Path, folder: Path) -> list[Path]:
    """Copy the licence of every package that is served, beside what is served."""
    folder.mkdir(parents=True, exist_ok=True)
    packages = [part.split("/dist/")[0] for part in PARTS] + [THEME]
    packages += [f"{scope}/{name}" for scope in ("@fontsource-variable", "@fontsource") for name in FAMILIES]
    written = []
    for package in packages:
        for source in sorted((modules / package).glob("LICENSE*")):
            target = folder / f"{package.removeprefix('@').replace('/', '--')}.txt"
            shutil.copyfile(source, target)
            written.append(target)
    return written


@click.command("assets")
@with_appcontext
def assets_command() -> None:
    """Build the style parts and fonts of others, and compile the translations."""
    written = [*build_assets(), *compile_translations()]
    click.echo(f"{len(written)} files built: style parts, fonts, licences and translations.")
