"""What must hold for an application, and what is computed from it. Pure: the day comes as an argument."""

from fund.applications.rules.gaps import Gap, Kind
from fund.applications.rules.money import (
    costs,
    financed,
    most_to_ask,
    not_covered,
)
from fund.applications.rules.outcome import is_activity, sentence, sentence_of
from fund.applications.rules.papers import TRIES_UNSEEN, kept, signatories, writers
from fund.applications.rules.parts import (
    PARTS,
    SECTIONS,
    Look,
    NextStep,
    Part,
    after,
    every_part_is_ready,
    gaps,
    look,
    may_submit_at,
    missing,
    next_step,
    part,
    ready,
)
from fund.applications.rules.terms import decision_term, take_up_by

__all__ = [
    "PARTS",
    "SECTIONS",
    "TRIES_UNSEEN",
    "Gap",
    "Kind",
    "Look",
    "NextStep",
    "Part",
    "after",
    "costs",
    "decision_term",
    "every_part_is_ready",
    "financed",
    "gaps",
    "is_activity",
    "kept",
    "look",
    "may_submit_at",
    "missing",
    "most_to_ask",
    "next_step",
    "not_covered",
    "part",
    "ready",
    "sentence",
    "sentence_of",
    "signatories",
    "take_up_by",
    "writers",
]
