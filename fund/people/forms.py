"""What is typed in about accounts, organisations and appointments."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField, validators

from fund.core.i18n import _
from fund.core.identifiers import read_iban, read_kvk, read_postcode, read_rsin
from fund.people.models import LegalForm
from fund.people.roles import ROLE_NAMES, Role
from fund.people.rules import LEGAL_FORM_NAMES, read_email, read_phone, read_website
from fund.web.forms import BooleanField, DayField, Form, SelectField, TextField, choices, needed

EMPTY = validators.Optional()
DETAILS = frozenset({"name", "kvk_number", "rsin", "street", "postcode", "town", "phone", "website"})
LANGUAGES = (("nl", _("Dutch")), ("en", _("English")))


class SignUpForm(Form):
    """A new account: who and where; the password is chosen by who opens the mail."""

    name = TextField(_("Your name"), [needed(_("Fill in your first and last name."))], most=200)
    email = TextField(
        _("Your e-mail address"),
        [needed(_("Fill in your e-mail address."))],
        reads=read_email,
        description=_("We send a mail to it with which you finish your account."),
    )


class SignInForm(Form):
    """A sign-in."""

    email = TextField(_("E-mail address"), [needed(_("Fill in your e-mail address."))])
    password = PasswordField(validators=[needed(_("Fill in your password."))])


class ForgotForm(Form):
    """A new password is asked for."""

    email = TextField(_("Your e-mail address"), [needed(_("Fill in your e-mail address."))], reads=read_email)


class PasswordForm(Form):
    """A password is chosen, once: who mistypes it asks for a new one by mail."""

    password = PasswordField(validators=[needed(_("Choose a password."))])


class ChangePasswordForm(PasswordForm):
    """A new password, by somebody who knows the old one."""

    current = PasswordField(validators=[needed(_("Fill in your present password."))])


class ProfileForm(Form):
    """What we call you and how we write to you."""

    name = TextField(_("Your name"), [needed(_("Fill in your first and last name."))], most=200)
    phone = TextField(_("Telephone number"), [EMPTY], reads=read_phone, most=40)
    language = SelectField()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.language.choices = choices(LANGUAGES)


class OrganisationForm(Form):
    """A new organisation."""

    name = TextField(_("Name of the organisation"), [needed(_("Fill in the name as it stands with the KvK."))])
    legal_form = SelectField(validators=[needed(_("Choose the legal form."))])
    kvk_number = TextField(
        _("KvK number"),
        [needed(_("Fill in the KvK number of 8 digits."))],
        reads=read_kvk,
        description=_("8 digits, with the zero in front if there is one."),
    )
    rsin = TextField(
        _("RSIN"),
        [EMPTY],
        reads=read_rsin,
        description=_("9 digits. You find it on your registration with the KvK. A sole trader has none."),
    )
    street = TextField(_("Street and number"), [needed(_("Fill in the street and the number."))])
    postcode = TextField(_("Postcode"), [needed(_("Fill in the postcode, for example 1234 AB."))], reads=read_postcode)
    town = TextField(_("Town"), [needed(_("Fill in the town."))], most=80)
    phone = TextField(_("Telephone number"), [EMPTY], reads=read_phone, most=40)
    website = TextField(_("Website"), [EMPTY], reads=read_website)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.legal_form.choices = choices(
            (("", _("Choose a legal form")), *((form.value, name) for form, name in LEGAL_FORM_NAMES.items()))
        )

    def details(self) -> dict[str, Any]:
        """Read the form as the arguments of the action."""
        asked = (field.name for field in self if field.name in DETAILS)
        return {name: self[name].data or "" for name in asked} | {"legal_form": LegalForm(self.legal_form.data)}


class ChangeOrganisationForm(OrganisationForm):
    """What we know of an organisation, but for the number that says which one it is."""

    kvk_number = None  # type: ignore[assignment]  # so WTForms leaves out a field


class BankAccountForm(Form):
    """The account to pay to."""

    iban = TextField(
        _("IBAN"),
        [needed(_("Fill in the IBAN of the organisation."))],
        reads=read_iban,
        description=_("For example NL91 ABNA 0417 1643 00."),
    )
    holder = TextField(
        _("In the name of"),
        [needed(_("Fill in the name as it stands on the bank statement."))],
        most=70,
        description=_("The name as it stands on the bank statement. The account must be of the organisation."),
    )


class MemberForm(Form):
    """A colleague is invited."""

    name = TextField(_("Name of your colleague"), [needed(_("Fill in the name of your colleague."))], most=200)
    email = TextField(_("E-mail address"), [needed(_("Fill in the e-mail address."))], reads=read_email)
    may_sign = BooleanField()


class StaffForm(Form):
    """Somebody comes to work for the fund."""

    name = TextField(_("Name"), [needed(_("Fill in the first and last name."))], most=200)
    email = TextField(_("E-mail address"), [needed(_("Fill in the e-mail address."))], reads=read_email)
    job_title = TextField(_("Job"), [needed(_("Fill in the job, for example policy officer."))], most=120)


class RoleForm(Form):
    """An appointment: which role, from when until when."""

    role = SelectField(validators=[needed(_("Choose a role."))])
    from_on = DayField(validators=[needed(_("Fill in the first day."))])
    until_on = DayField(validators=[EMPTY])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.role.choices = choices((("", _("Choose a role")), *((role.value, ROLE_NAMES[role]) for role in Role)))


class EndRoleForm(Form):
    """The last day of an appointment."""

    last_day = DayField(validators=[needed(_("Fill in the last day."))])


class EmptyForm(Form):
    """A confirmation: nothing to fill in, only to agree."""
