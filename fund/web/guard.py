"""Default deny: an endpoint that does not say who may use it is refused.

`@requires(policy, Model)` says who and loads the subject of the page; it is the only way in which a view gets one.
`@public` says that everybody may. `declared` answers what an endpoint said, for the test that reads them all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial, wraps
from typing import Any, Literal, ParamSpec, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm.interfaces import ORMOption

from fund.core.db import Base, db
from fund.core.errors import Forbidden
from fund.core.i18n import PLAIN, Message, _, speaking

log = logging.getLogger("fund.denied")

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
Policy = Callable[..., Message | None]
SIGN_IN = "people.sign_in"
OUTSIDE = frozenset({"static", "web.static_file"})
DECLARED = "__fund_access__"


@dataclass(frozen=True)
class Access:
    """What an endpoint declared: a policy, the model of its subject, and the column that names it in the address."""

    policy: Policy | Literal["public"]
    model: type[Base] | None = None
    by: str = "key"


def actor() -> Any:
    """Answer the person who is signed in, or None."""
    return current_user.person if current_user.is_authenticated else None


def public(view: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """Declare that everybody may use this endpoint."""
    setattr(view, DECLARED, Access("public"))
    return view


def requires(
    policy: Policy, model: type[Base] | None = None, *, by: str = "key", load: tuple[ORMOption, ...] = ()
) -> Callable[[Callable[..., Answer]], Callable[..., Answer | ResponseReturnValue]]:
    """Declare who may use this endpoint, and load its subject.

    With a `model` the subject is found by the column `by`, which is also the name in the address, and handed to the
    view as its first argument, with the eager `load` options. `policy` is asked with the person and the subject.
    """
    find = cache(partial(_finding, model, by, load)) if model is not None else None

    def declare(view: Callable[..., Answer]) -> Callable[..., Answer | ResponseReturnValue]:
        @wraps(view)
        def guarded(**arguments: Any) -> Answer | ResponseReturnValue:
            if actor() is None and request.method != "GET":
                abort(401)  # what was sent would be lost on the way; the page of this error says how to keep it
            if actor() is None:
                return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")))
            if find is None:
                _let_in(policy, None)
                return view(**arguments)
            subject = db.session.scalars(find(), {"name": arguments.pop(by)}).first() or abort(404)
            _let_in(policy, subject)
            return view(subject, **arguments)

        setattr(guarded, DECLARED, Access(policy, model, by))
        return guarded

    return declare


def _finding(model: type[Base], by: str, load: tuple[ORMOption, ...]) -> Select[Base]:
    """Write what finds the subject of a page; once, as it is asked at every request."""
    column = getattr(model, by)
    return select(model).where(column == bindparam("name", type_=column.type)).options(*load)


def _let_in(policy: Policy, subject: object) -> None:
    person = actor()
    if reason := policy(person, subject):
        with speaking(PLAIN):
            why = str(reason)
        log.warning("denied %s %s to person %s: %s", request.method, request.path, getattr(person, "id", None), why)
        raise Forbidden(reason)


def is_shut() -> bool:
    """Answer whether this page is for who is signed in, and nobody is."""
    access = declared(current_app, request.endpoint) if request.endpoint else None
    return access is not None and access.policy != "public" and actor() is None


def declared(app: Flask, endpoint: str) -> Access | None:
    """Answer what an endpoint declared about who may use it; None when it declared nothing."""
    return getattr(app.view_functions[endpoint], DECLARED, None)


def refuse_undeclared(app: Flask) -> None:
    """Refuse every endpoint that declared nothing, before its view is reached."""

    @app.before_request
    def _refuse() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OUTSIDE:
            return
        if declared(current_app, endpoint) is None:
            log.error("endpoint %s has no policy", endpoint)
            raise Forbidden(_("This page is not open to anybody yet."))
