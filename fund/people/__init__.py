"""Persons, organisations, memberships, roles, sign-in; and who did what in which case (four eyes)."""
