from __future__ import annotations

from pathlib import Path

import pytest

from fund.web import translations


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of one stage that speaks in code and in a template, and the shared words."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "CATALOGUES", tmp_path / "fund/translations")
    sources = {
        "fund/ideas/rules.py": 'reason = _("Wait until %(day)s.", day=day)\n',
        "templates/ideas/list.html": '{{ _("Bring in your idea") }} {{ _("Next") }}'
        '{{ ngettext("%(num)s idea", "%(num)s ideas", n) }}',
        "templates/components/page.html": '{% macro pager() %}{{ _("Next") }}{% endmacro %}',
        "fund/lifecycle.py": '_("Then this follows")\n',
    }
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_stage_gathers_its_own_sentences_and_not_the_shared_ones(house: Path) -> None:
    ids = {message.id for message in translations.gather("ideas") if message.id}
    assert ids == {"Wait until %(day)s.", "Bring in your idea", ("%(num)s idea", "%(num)s ideas")}


def test_what_stands_above_the_stages_belongs_to_the_shared_words(house: Path) -> None:
    assert {message.id for message in translations.gather("web") if message.id} == {"Next", "Then this follows"}


def test_a_new_sentence_is_missing_until_it_is_translated(house: Path) -> None:
    path = translations.update("ideas")
    assert len(translations.missing("ideas")) == 3
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        'msgid "Bring in your idea"\nmsgstr ""', 'msgid "Bring in your idea"\nmsgstr "Breng uw idee in"'
    )
    path.write_text(text, encoding="utf-8")
    assert "templates/ideas/list.html: Bring in your idea" not in translations.missing("ideas")
    assert len(translations.missing("ideas")) == 2
    assert translations.update("ideas").read_text(encoding="utf-8") == text


def test_a_sentence_that_is_no_longer_said_is_dropped(house: Path) -> None:
    translations.update("ideas")
    (house / "fund/ideas/rules.py").write_text("")
    assert "Wait until" not in translations.update("ideas").read_text(encoding="utf-8")


def test_catalogues_are_compiled_beside_their_source(house: Path) -> None:
    source = translations.update("web")
    assert translations.compile_translations() == [source.with_suffix(".mo")]
    assert source.with_suffix(".mo").read_bytes()[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")
