"""What every figure counts: the definitions that stand under each table."""

from api.figures.nouns import Definition, Row
from api.ground.words import Sentence

_AMOUNT = "won"
DEFINITIONS = {
    one.key: one
    for one in (
        Definition(
            "consulted",
            Sentence(
                "The amounts of all consultations, as they were said in them: what was pursued or signed is within it. "
                "Declared by the parties, no contract."
            ),
            "consultation",
            _AMOUNT,
            "consulted",
        ),
        Definition(
            "pursued",
            Sentence("The amounts of consultations at ‘contract pursued’ or above: signed contracts are within it."),
            "consultation",
            _AMOUNT,
            "contract pursued",
        ),
        Definition(
            "signed",
            Sentence("The amounts of consultations at ‘contract signed’ or above, each with its document."),
            "consultation",
            _AMOUNT,
            "contract signed",
        ),
        Definition(
            "exported",
            Sentence("The amounts of what was exported, each with evidence of customs or bank."),
            "consultation",
            _AMOUNT,
            "exported",
        ),
        Definition(
            "consultations",
            Sentence("Consultations that were held; a pair that both sides recorded is one."),
            "consultation",
            unit="times",
        ),
        Definition("mous", Sentence("MOUs that were signed, whatever became of them since."), "mou", unit="times"),
        Definition("mous_planned", Sentence("MOUs that are planned and not signed."), "planned mou", unit="times"),
        Definition("exhibitors", Sentence("Bodies that exhibited, at home and abroad."), "exhibitor", unit="bodies"),
        Definition(
            "exhibitors_abroad", Sentence("Exhibitors from outside Korea."), "exhibitor", abroad=True, unit="bodies"
        ),
        Definition("area", Sentence("The area of the exhibition."), "area", "quantity", unit="m²"),
        Definition(
            "visitors", Sentence("Visitors who came to the place, on all days."), "visitors", "quantity", unit="people"
        ),
        Definition(
            "visitors_abroad",
            Sentence("Visitors from outside Korea."),
            "visitors",
            "quantity",
            abroad=True,
            unit="people",
        ),
        Definition("visitors_online", Sentence("Visitors over the net."), "online visitors", "quantity", unit="people"),
        Definition("attendees", Sentence("People who attended."), "attendees", "quantity", unit="people"),
        Definition(
            "suppliers", Sentence("Suppliers in the list of participants, as it is now."), "supplier", unit="bodies"
        ),
        Definition("buyers", Sentence("Buyers in the list of participants, as it is now."), "buyer", unit="bodies"),
    )
}
ROWS = (
    Row("consulted"),
    Row("pursued"),
    Row("signed"),
    Row("exported"),
    Row("consultations"),
    Row("mous", ("mous_planned",)),
    Row("attendees"),
    Row("suppliers"),
    Row("buyers"),
    Row("exhibitors", ("exhibitors_abroad",)),
    Row("area"),
    Row("visitors", ("visitors_abroad", "visitors_online")),
)
"""The lines of the table in their order."""
