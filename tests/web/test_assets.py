from __future__ import annotations

from pathlib import Path

import pytest

from fund.web import assets
from fund.web.static import content_hash


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """Packages as npm leaves them, with one token that is reached by way of another and one that is not."""
    folder = tmp_path / "node_modules"
    for part in assets.PARTS:
        sheet = folder / part
        sheet.parent.mkdir(parents=True)
        sheet.write_text(".some { color: var(--first) }\n/*# sourceMappingURL=index.css.map */")
        (sheet.parent.parent / "LICENSE.md").write_text(f"licence of {part}")
    theme = folder / assets.THEME / "dist/theme.css"
    theme.parent.mkdir(parents=True)
    theme.write_text(".theme {\n  --first: var(--second);\n  --second: #123456;\n  --never: red;\n}")
    for scope, names in (("@fontsource-variable", ("wght",)), ("@fontsource", ("400", "600", "700"))):
        for family in assets.FAMILIES:
            files = folder / scope / family / "files"
            files.mkdir(parents=True)
            (files.parent / "LICENSE").write_text("OFL")
            for name in names:
                (files / f"{family}-latin-{name}-normal.woff2").write_bytes(f"{family} {name}".encode())
    return folder


def test_only_tokens_that_are_reached_are_taken_along(modules: Path, tmp_path: Path) -> None:
    assets.build_assets(modules, tmp_path / "vendor")
    css = (tmp_path / "vendor/nlds.css").read_text()
    assert "--first:var(--second);" in css
    assert "--second:#123456;" in css
    assert "--never" not in css


def test_the_parts_of_others_stay_in_their_own_layer(modules: Path, tmp_path: Path) -> None:
    assets.build_assets(modules, tmp_path / "vendor")
    css = (tmp_path / "vendor/nlds.css").read_text()
    assert css.index("@layer nlds{") < css.index(".some")
    assert "sourceMappingURL" not in css


def test_fonts_are_named_by_their_content(modules: Path, tmp_path: Path) -> None:
    written = assets.build_assets(modules, tmp_path / "vendor")
    font = tmp_path / "vendor/fonts/source-sans-3.woff2"
    assert font in written
    version = content_hash(font.read_bytes())
    assert f"vendor/fonts/source-sans-3.woff2?v={version}" in (tmp_path / "vendor/nlds.css").read_text()


def test_every_package_that_is_served_brings_its_licence(modules: Path, tmp_path: Path) -> None:
    assets.build_assets(modules, tmp_path / "vendor")
    licences = {path.name for path in (tmp_path / "vendor/licences").iterdir()}
    packages = {path.parent.relative_to(modules).as_posix() for path in modules.rglob("LICENSE*")}
    assert {name.removeprefix("@").replace("/", "--") + ".txt" for name in packages} == licences
    assert len(licences) == len(assets.PARTS) + 4


def test_without_the_packages_it_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsMissing, match="npm ci"):
        assets.build_assets(tmp_path / "node_modules", tmp_path / "vendor")
