"""Lists in pages by key: every row once, forwards and back, whatever mark somebody writes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import select

from fund.programme.actions import load_reference
from fund.programme.models import Municipality
from fund.web.paging import Listing, Order, Page, page_of
from tests.bed.site import Site
from tests.builders import an_application
from tests.world import World

PLACES: Final = select(Municipality)
AS_LOADED: Final = Order((Municipality.valid_from, Municipality.id))


@pytest.fixture(autouse=True)
def _municipalities(database: Site, world: World) -> None:
    load_reference()


def _codes(page: Page[Any]) -> list[str]:
    return [row.code for row in page.rows]


@pytest.mark.parametrize("descending", [False, True])
def test_every_row_comes_once_forwards_and_back(database: Site, world: World, descending: bool) -> None:
    order = Order(AS_LOADED.columns, descending)
    listing = Listing(PLACES, order, size=10)
    everything = [
        row.code for row in database.session.scalars(PLACES.order_by(Municipality.valid_from, Municipality.id))
    ]
    expected = everything[::-1] if descending else everything
    page = page_of(listing, None)
    pages = [page]
    while page.after:
        page = page_of(listing, page.after)
        pages.append(page)
    assert [code for each in pages for code in _codes(each)] == expected
    assert {each.count for each in pages} == {len(everything)}
    assert len(pages) > 4
    assert pages[0].before is None
    back = [page]
    while page.before:
        page = page_of(listing, page.before)
        back.append(page)
    assert [_codes(each) for each in reversed(back)] == [_codes(each) for each in pages]


def test_a_list_as_rows_is_the_same_list(database: Site, world: World) -> None:
    columns = (Municipality.code, *AS_LOADED.columns)
    rows = Listing(PLACES, AS_LOADED, size=10, as_rows=lambda query: query.with_only_columns(*columns))
    objects = Listing(PLACES, AS_LOADED, size=10)
    first = page_of(objects, None)
    assert _codes(page_of(rows, None)) == _codes(first)
    assert _codes(page_of(rows, first.after)) == _codes(page_of(objects, first.after))


def test_what_a_list_asks_is_written_once(database: Site, world: World, queries: Callable[[], Any]) -> None:
    listing = Listing(PLACES, AS_LOADED, size=10)
    assert listing.page(back=False, placed=True) is listing.page(back=False, placed=True)
    assert listing.page(back=False, placed=True) is not listing.page(back=True, placed=True)
    assert listing.counting is listing.counting
    with queries() as sent:
        page_of(listing, page_of(listing, None).after)
    assert len(sent) == 4


def test_a_list_that_is_ordered_by_what_has_no_place_says_so(database: Site, world: World) -> None:
    listing = Listing(PLACES, Order((Municipality.in_west_brabant, Municipality.id)))
    with pytest.raises(TypeError, match="cannot be ordered"):
        page_of(listing, _mark([True, 1]))


def _mark(values: object) -> str:
    return ">" + base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


AT: Final = {"at": "2026-03-02T10:00:00+00:00"}


@pytest.mark.parametrize(
    "values",
    [
        [],
        7,
        None,
        {"at": "x"},
        [AT],
        [AT, 1, 1],
        [AT, "1"],
        [AT, None],
        [AT, 1.5],
        [AT, True],
        [AT, 2**31],
        [AT, -(10**40)],
        [{"at": "2026-03-02T10:00:00"}, 1],
        [{"on": "2026-03-02"}, 1],
        [{"at": "yesterday"}, 1],
        [{"at": "0001-01-01T00:00:00+14:00"}, 1],
        [{"at": "9999-12-31T23:59:59-14:00"}, 1],
        [{"at": 5}, 1],
        [{}, 1],
        [[1], 1],
        ["a\0b", 1],
        [5, 1],
    ],
)
def test_a_mark_that_does_not_fit_is_the_start(database: Site, world: World, values: object) -> None:
    number = an_application().number
    database.commit()
    mila = database.client(world.mila)
    for way in "<>":
        answer = mila.get("/cases", query_string={"page": way + _mark(values)[1:]})
        assert answer.status_code == 200
        assert f"/cases/{number}" in answer.text


@pytest.mark.parametrize("mark", [">", "<", ">é", ">=", "><", ">bnVs", ">" + "A" * 9_999, ">" + "W1tb" * 450])
def test_a_mark_that_cannot_be_read_is_the_start(database: Site, world: World, mark: str) -> None:
    number = an_application().number
    database.commit()
    assert f"/cases/{number}" in database.client(world.mila).get("/cases", query_string={"page": mark}).text


@pytest.mark.parametrize("sort", ["most", "least", "next", "next-last"])
def test_a_mark_of_one_order_is_the_start_of_another_or_a_place_in_it(database: Site, world: World, sort: str) -> None:
    an_application()
    database.commit()
    mila = database.client(world.mila)
    for values in ([AT, 1], [2**62, 1], [{"on": "2026-03-02"}, 1], [2**63, 1], [True, 1]):
        assert mila.get("/cases", query_string={"sort": sort, "page": _mark(values)}).status_code == 200
