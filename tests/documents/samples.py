"""Sheets to draw in tests: the letter of the design, in both languages, and what hostile people would send."""

from datetime import UTC, date, datetime
from typing import cast

from fund.documents.press import Plain, Sender, Sheet, plain

SENDER = Sender(
    fund="Fonds Sociale Veerkracht",
    authority="Provincie Noord-Brabant",
    address=("Brabantlaan 1", "5216 TV 's-Hertogenbosch"),
    phone="073\u00a0000\u00a000\u00a000",
    signs_for="Gedeputeerde Staten van Noord-Brabant",
    remedies_address="Postbus 1, 5200 AA 's-Hertogenbosch",
)

AT = datetime(2026, 12, 4, 8, 12, tzinfo=UTC)


def _section(heading="", paragraphs=(), points=(), table=None):
    return {"heading": heading, "paragraphs": paragraphs, "points": points, "table": table}


FACTS = {
    "addressee": ("Stichting Rijdend Gezelschap", "t.a.v. mevrouw A. van Gils", "Kade 12", "4651 AA Steenbergen"),
    "salutation": "Beste mevrouw Van Gils,",
    "contact": "Mila Brouwers",
    "signer": {"name": "J. van Rooij", "function": "afdelingshoofd Sociale Veerkracht"},
    "object_until": date(2027, 1, 15),
    "sections": (
        _section(
            paragraphs=(
                "U vroeg subsidie aan voor ‘Maatje op de bus’. De commissie gaf uw plan 82 van de 100 punten.",
                "In deze brief leest u waarom, wanneer u het geld krijgt en wat wij van u vragen.",
            )
        ),
        _section(
            "Zo komen wij aan dit bedrag",
            table={
                "heads": ("Stap", "Bedrag (€)"),
                "amounts": (1,),
                "rows": (
                    ("Uw begroting", 7_000_000),
                    ("Af: de bus, die u vóór uw aanvraag al betaalde (artikel 7, lid 2)", -350_000),
                    ("Kosten die meetellen", 6_650_000),
                ),
                "total": ("Subsidie: de helft hiervan", 3_325_000),
            },
        ),
        _section(
            "Wat vragen wij van u?",
            points=(
                "U voert het plan uit tussen 1 februari 2027 en 31 januari 2028.",
                "U stuurt ons vóór 1 september 2027 een tussenverslag en vóór 1 mei 2028 een eindverslag.",
                "Verandert uw plan, of lukt iets niet? Meld het ons binnen twee weken.",
            ),
        ),
        _section(
            "Waarom verlenen wij deze subsidie?",
            paragraphs=(
                "Uw plan helpt ouderen in Steenbergen om zelf weer naar de huisarts en de markt te gaan.",
                "Het past bij de opgave mobiliteit. De gemeente en de vervoerder doen mee. Wij volgen het advies.",
                "Dit besluit steunt op artikel 4:23 van de Algemene wet bestuursrecht en op de Regeling.",
            )
            * 5,
        ),
    ),
}


def a_sheet(language="nl", reference="FSV-2026-000022/B1", **facts):
    """The letter of the design, two pages long; `facts` replace its own."""
    return Sheet(
        template=f"documents/letters/plain.{language}.html",
        language=language,
        title={"nl": "U krijgt € 33.250 subsidie", "en": "You receive a grant of € 33,250"}[language],
        reference=reference,
        at=AT,
        sender=SENDER,
        facts=cast("dict[str, Plain]", plain({**FACTS, **facts})),
    )
