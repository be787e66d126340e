"""The page of all components, read as a screen reader reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

PLACES = ("/components", "/components?errors", "/components?staff", "/components?staff&errors")
Read = Callable[[str], Any]


def parsed(text: str) -> Any:
    """The page as a tree; its library describes more kinds of answers than our questions have."""
    return html.fromstring(text)


@pytest.fixture
def read(client: Any) -> Read:
    def read_page(place: str) -> Any:
        answer = client.get(place)
        assert answer.status_code == 200
        return parsed(answer.text)

    return read_page


@pytest.mark.parametrize("place", PLACES)
def test_every_id_is_there_once(read: Read, place: str) -> None:
    ids = read(place).xpath("//@id")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("place", PLACES)
def test_what_is_referred_to_is_there(read: Read, place: str) -> None:
    page = read(place)
    ids = set(page.xpath("//@id"))
    named = set(page.xpath("//label/@for"))
    for attribute in ("aria-labelledby", "aria-describedby"):
        named |= {name for value in page.xpath(f"//@{attribute}") for name in value.split()}
    named |= {link.removeprefix("#") for link in page.xpath('//a[starts-with(@href, "#")]/@href')}
    assert named - ids == set()


@pytest.mark.parametrize("place", PLACES)
def test_every_control_has_a_name(read: Read, place: str) -> None:
    page = read(place)
    labelled = set(page.xpath("//label/@for"))
    nameless = [
        control.get("name")
        for control in page.xpath('//input[not(@type="hidden")] | //select | //textarea')
        if control.get("id") not in labelled and not control.get("aria-label")
    ]
    assert nameless == []


@pytest.mark.parametrize("place", PLACES)
def test_every_form_that_changes_something_carries_its_token(read: Read, place: str) -> None:
    forms = read(place).xpath('//form[@method="post"]')
    assert forms
    assert [form for form in forms if not form.xpath('.//input[@name="csrf_token"]/@value')] == []


def test_errors_are_listed_in_the_words_that_stand_at_the_field(read: Read) -> None:
    page = read("/components?errors")
    links = page.xpath('//div[@class="vk-errors"]//a')
    assert len(links) >= 8
    for link in links:
        goal = page.get_element_by_id(link.get("href").removeprefix("#"))
        around = [*goal.iterancestors("td"), *goal.xpath('ancestor::div[contains(@class, "utrecht-form-field")]')]
        assert any(link.text in place.text_content() for place in around), link.text
    assert page.find(".//title").text.startswith(("Fout:", "Error:"))


def test_without_errors_there_is_no_list_of_them(read: Read) -> None:
    page = read("/components")
    assert page.xpath('//div[@class="vk-errors"]') == []
    assert "aria-invalid" not in html.tostring(page, encoding="unicode")


def test_a_state_is_a_word_with_a_shape(read: Read) -> None:
    states = read("/components").xpath('//span[contains(@class, "vk-state")]')
    assert len(states) >= 8
    for state in states:
        assert state.text_content().strip()
        assert state.xpath(".//*[local-name()='use']/@href")


def test_a_shut_part_cannot_be_opened(read: Read) -> None:
    [part] = read("/components").xpath('//ul[@class="vk-tasks"]/li[.//*[contains(@href, "#lock")]]')
    assert part.xpath(".//a") == []


def test_the_page_speaks_one_language(client: Any) -> None:
    client.get("/language/en?next=/components")
    page = parsed(client.get("/components").text)
    assert page.get("lang") == "en"
    assert page.xpath('//a[@class="nl-skip-link nl-skip-link--visible-on-focus"]')[0].text == "Straight to the content"
    client.get("/language/nl?next=/components")
    page = parsed(client.get("/components").text)
    assert page.get("lang") == "nl"
    assert page.xpath('//a[@class="nl-skip-link nl-skip-link--visible-on-focus"]')[0].text == "Direct naar de inhoud"
