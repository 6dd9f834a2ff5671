"""Any record: what a property says must hold of each of them."""

from funding.models import Amount
from localities.models import Plan, PlanChange, Stage
from tests.builders import D, kind, source, support
from tests.memorandum.papers.after_issue import town


def random_record(chance):
    """Places with their histories of support, plans and money, some of it told later than the paper's day."""
    kinds = ("intensive", "remote", "considering")
    for code in kinds:
        kind(code, name=f"podpora {code}", transition="přechází jinam", stage=_STAGES[code])
    for name in ("Adam", "Bor", "Cvikov", "Dub", "Ejpovice")[: chance.randint(2, 5)]:
        place = town(name, source(issued_on=D(2013, 1, 1)))
        before = None
        for year in sorted(chance.sample(range(2011, 2018), chance.randint(1, 3))):
            code = chance.choice([code for code in kinds if code != before])
            before = code
            support(place, code, D(year, 1, 1), D(year, 1, chance.randint(1, 28)), key=f"{name}-{year}".lower())
        since = {"effective_on": D(2014, 1, 1), "known_on": D(2014, 1, 1), "source": source()}
        if chance.random() < 0.6:
            plan = Plan.objects.create(key=f"plan-{name}".lower(), locality=place, kind="spsz", title=f"Plán {name}")
            state = chance.choice(("approved", "in_preparation"))
            PlanChange.objects.create(key=f"stav-{name}".lower(), plan=plan, state=state, **since)
        if chance.random() < 0.5:
            Amount.objects.create(
                key=f"castka-{name}".lower(), locality=place, kind="allocated", amount=chance.randint(1, 9), **since
            )


_STAGES = {"intensive": Stage.DURING, "remote": Stage.DURING, "considering": Stage.BEFORE}
