"""What happens to accounts, organisations and appointments; and the duties on which four eyes judges."""

from fund.people.actions.accounts import (
    change_profile,
    confirm,
    enrol,
    request_reset,
    reset_password,
    set_password,
    sign_up,
)
from fund.people.actions.appointments import create_staff, end_person, end_role, grant_role
from fund.people.actions.duties import guard_step, take_duty
from fund.people.actions.organisations import (
    add_member,
    change_organisation,
    change_signing,
    end_member,
    enter_bank_account,
    join,
    register_organisation,
)

__all__ = [
    "add_member",
    "change_organisation",
    "change_profile",
    "change_signing",
    "confirm",
    "create_staff",
    "end_member",
    "end_person",
    "end_role",
    "enrol",
    "enter_bank_account",
    "grant_role",
    "guard_step",
    "join",
    "register_organisation",
    "request_reset",
    "reset_password",
    "set_password",
    "sign_up",
    "take_duty",
]
