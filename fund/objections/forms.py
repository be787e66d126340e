"""What is typed in: why somebody does not agree, and when it is late also why that is."""

from __future__ import annotations

from wtforms import validators

from fund.core.i18n import _
from fund.web.forms import Form, LongTextField, needed


class ObjectionForm(Form):
    """An objection; name, address and decision are known already (LC-73c)."""

    grounds = LongTextField(rows=10, validators=[needed(_("Write why you do not agree."))])
    late_because = LongTextField(rows=3, validators=[validators.Optional()])
