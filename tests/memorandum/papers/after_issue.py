"""A paper that tells of everything, and what may be changed after it was issued, each with what is then told of it."""

from council.models import Memorandum, MemorandumChange, MemorandumTerm, PaperEntry
from evidence.actions import confirm, correct, strike_out
from evidence.models import Body, BodyChange, Reference, Source
from funding.models import Amount, Programme
from localities.models import (
    Conclusion,
    Discrepancy,
    DiscrepancyClaim,
    Locality,
    Municipality,
    NationalCount,
    Plan,
    PlanChange,
    Stage,
    SupportChange,
    SupportKind,
)
from memorandum.papers.differences import Way
from tests.builders import D, discrepancy, former, kind, locality, member, municipality, source, support
from tests.issued import DAY, paper, publisher, session

NOW = D(2020, 1, 1)
BLOCKS = (
    *("legal_basis", "previous_memorandum", "forms", "areas", "chain", "placement", "national_context", "support"),
    *("support_by_kind", "support_table", "transitions", "candidates", "plans_approved", "plans_in_preparation"),
    *("allocations", "changed", "discrepancies"),
)


def world():
    """A record in which every block of the paper has something to tell."""
    kinds = {
        "intensive": {"name": "intenzivní podpora"},
        "remote": {"name": "vzdálená podpora", "transition": "přechází ke vzdálené podpoře"},
        "considering": {"name": "zvažuje spolupráci", "stage": Stage.BEFORE},
        "agreed": {"name": "memorandum schváleno", "stage": Stage.BEFORE},
    }
    for code, values in kinds.items():
        kind(code, **values)
    report = source(key="zprava", title="Zpráva o podpoře", issued_on=D(2016, 1, 1), text="Vše je, jak má být.")
    board = Body.objects.create(key="rk", kind="council", name="Rada Horska")
    known = {"known_on": D(2016, 1, 1), "source": report}
    since = {"effective_on": D(2014, 1, 1), **known}
    towns = {name: town(name, report) for name in ("Lhota", "Ves", "Hora", "Doly")}
    region = locality("Lhotsko", slug="lhotsko", kind="microregion")
    member(region, municipality("Záhoří", code="910001"), source=report, key="zahori", known_on=D(2016, 1, 1))
    support(towns["Lhota"], "intensive", D(2014, 1, 1), D(2016, 1, 1), precision="year", source=report, key="lhota")
    support(region, "intensive", D(2015, 1, 1), D(2016, 1, 1), precision="year", source=report, key="lhotsko")
    support(towns["Ves"], "intensive", D(2013, 1, 1), D(2016, 1, 1), precision="year", source=report, key="ves-1")
    support(towns["Ves"], "remote", D(2016, 7, 1), D(2016, 7, 1), source=report, key="ves-2")
    support(towns["Hora"], "considering", D(2015, 1, 1), D(2016, 1, 1), precision="year", source=report, key="hora")
    for name, state, title in (("Lhota", "approved", "Plán Lhoty"), ("Doly", "in_preparation", "Plán Dolů")):
        plan = Plan.objects.create(key=f"plan-{name}".lower(), locality=towns[name], kind="spsz", title=title)
        PlanChange.objects.create(key=f"stav-{name}".lower(), plan=plan, state=state, **since)
    programme = Programme.objects.create(code="opz", abbreviation="OPZ", name="Z", year_from=2014, year_to=2020)
    money = {"locality": towns["Lhota"], "kind": "allocated", "programme": programme, "amount": 1_000_000}
    Amount.objects.create(key="alokace", **money, **since)
    NationalCount.objects.create(key="pocet", unit="localities", value=37, **since)
    agency = Body.objects.create(key="agentura", kind="agency", name="Agentura")
    BodyChange.objects.create(
        key="zarazeni", body=agency, name="Agentura", placement="je jedním z odborů úřadu", **since
    )
    _memoranda(report, board, since)
    discrepancy("Od kdy", key="od-kdy", place=towns["Lhota"], held="Od 2014.", known_on=D(2016, 1, 1))
    paper(session(2, D(2016, 3, 1)), key="brezen")
    made = paper(blocks=BLOCKS)
    resolution = Source.objects.get(key="usneseni-2016")
    PaperEntry.objects.create(paper=made, role="reason", position=2, resolution=resolution, source=report)
    return made


def town(name, report):
    place = locality(name, slug=name.lower())
    member(place, municipality(name), source=report, known_on=D(2016, 1, 1))
    return place


def _memoranda(report, board, since):
    decided = [
        source(
            key=f"usneseni-{day.year}",
            kind="resolution",
            number=number,
            title=f"Usnesení {number}",
            issuer=board,
            issued_on=day,
        )
        for number, day in (("12/08/RK", D(2008, 1, 23)), ("34/14/RK", D(2014, 2, 4)), ("56/16/RK", D(2016, 2, 2)))
    ]
    memorandum = Memorandum.objects.create(key="m2016", title="Memorandum", year=2016)
    MemorandumChange.objects.create(
        key="m-schvaleno",
        memorandum=memorandum,
        state="approved",
        body=board,
        resolution=decided[2],
        effective_on=D(2016, 2, 2),
        known_on=D(2016, 2, 2),
        source=report,
    )
    for kind_of, earlier in (("rests_on", decided[0]), ("follows", decided[1])):
        Reference.objects.create(
            key=f"odkaz-{kind_of}", kind=kind_of, later=decided[2], earlier=earlier, source=report
        )
    for number, (kind_of, words) in enumerate(
        (("area", "bydlení"), ("area", "vzdělávání"), ("form", "vzdálená podpora")), 1
    ):
        MemorandumTerm.objects.create(
            key=f"bod-{number}",
            memorandum=memorandum,
            kind=kind_of,
            text=words,
            genitive=words,
            position=number,
            **since,
        )


def _place(slug):
    return Locality.objects.get(slug=slug)


def a_correction(key, model, how=None, **new):
    """Somebody finds the fact to be wrong by a source of 2020, and what is so in its place."""

    def change():
        fact = model.objects.get(key=key)
        better = source(key="lepsi", title="Lepší zpráva", issued_on=NOW)
        instead = None
        if new or how:
            instead = model.objects.get(key=key)
            instead.pk, instead.key, instead.source, instead.passage = None, f"{key}-nove", better, ""
            instead.known_on = NOW
            for column, value in new.items():
                setattr(instead, column, value() if callable(value) else value)
        correct(fact=fact, new=instead, reason="Byl to omyl.", source=better, on=NOW, by=publisher("opravce"))

    return change


def learned(make):
    """A source of 2020 tells something new of the paper's day."""

    def change():
        make({"known_on": NOW, "source": source(key="nova", title="Nová zpráva", issued_on=NOW)})

    return change


def updated(model, key, column="key", /, **values):
    return lambda: model.objects.filter(**{column: key}).update(**values)


def _struck(key):
    strike_out(entry=SupportChange.objects.get(key=key), reason="Jiná obec.", by=publisher("skrt"))


def _confirmed():
    again = source(title="Potvrzení", issued_on=D(2016, 5, 1))
    fact = SupportChange.objects.get(key="lhota")
    confirm(fact=fact, source=again, passage="", holds_on=D(2016, 5, 1), by=publisher("potvrzuje"))


def _renamed_town_since_2018():
    town = Municipality.objects.get(code="910001")
    former(town, D(2018, 1, 1))
    Municipality.objects.filter(pk=town.pk).update(name="Nové Záhoří")


L, M, S, R, E = Way.LEARNED, Way.MENDED, Way.SOURCE, Way.RENAMED, Way.ENTERED
INTENSIVE = "intenzivní podpora od 2014"

#: What somebody does after the paper was issued, and all that is told of it: why, of what, then, now.
CHANGES = {
    "nothing": (lambda: None, []),
    "support corrected": (
        a_correction("lhota", SupportChange, effective_on=D(2015, 1, 1)),
        [(L, "Lhota: podpora", INTENSIVE, "intenzivní podpora od 2015")],
    ),
    "support taken back": (a_correction("lhota", SupportChange), [(L, "Lhota: podpora", INTENSIVE, "")]),
    "support taken back, the one before it holds": (
        a_correction("ves-2", SupportChange),
        [(L, "Ves: podpora", "vzdálená podpora od 1. 7. 2016", "intenzivní podpora od 2013")],
    ),
    "an end of support learned": (
        learned(lambda known: support(_place("lhota"), "remote", D(2016, 8, 1), NOW, source=known["source"])),
        [(L, "Lhota: podpora", "", "vzdálená podpora od 1. 8. 2016")],
    ),
    "a candidate has agreed": (
        learned(lambda known: support(_place("hora"), "agreed", D(2016, 8, 1), NOW, source=known["source"])),
        [(L, "Hora: podpora", "zvažuje spolupráci od 2015", "memorandum schváleno od 1. 8. 2016")],
    ),
    "support begun after the day": (
        learned(lambda known: support(_place("hora"), "intensive", D(2016, 8, 31), NOW, source=known["source"])),
        [],
    ),
    "only a better source": (
        a_correction("lhota", SupportChange, how="same"),
        [(S, "Lhota: podpora", INTENSIVE, INTENSIVE)],
    ),
    "struck out": (lambda: _struck("lhota"), [(M, "Lhota: podpora", INTENSIVE, "")]),
    "mended in place": (
        updated(SupportChange, "lhota", effective_on=D(2012, 1, 1)),
        [(M, "Lhota: podpora", INTENSIVE, "intenzivní podpora od 2012")],
    ),
    "a kind renamed": (
        updated(SupportKind, "intensive", "code", name="podpora intenzivní"),
        [(R, "Druh podpory: název", "intenzivní podpora", "podpora intenzivní")],
    ),
    "the words of a transition mended": (
        updated(SupportKind, "remote", "code", transition="přešla jinam"),
        [(R, "Druh podpory: přechod ve větě", "přechází ke vzdálené podpoře", "přešla jinam")],
    ),
    "words of a kind that no block says": (updated(SupportKind, "intensive", "code", explanation="Jinak."), []),
    "a locality renamed": (
        updated(Locality, "lhota", "slug", name="Horní Lhota"),
        [(R, "Lokalita: název", "Lhota", "Horní Lhota")],
    ),
    "a locality moved to another address": (updated(Locality, "lhota", "slug", slug="horni-lhota"), []),
    "a member renamed since 2018": (_renamed_town_since_2018, []),
    "a member's name mended": (
        updated(Municipality, "910001", "code", name="Podhoří"),
        [(R, "Obec: název", "Záhoří", "Podhoří")],
    ),
    "a member left": (
        learned(
            lambda known: member(
                _place("lhotsko"),
                Municipality.objects.get(code="910001"),
                D(2016, 2, 1),
                NOW,
                source=known["source"],
                joined=False,
            )
        ),
        [(L, "Lhotsko: členská obec Záhoří", "patří do lokality od 1. 1. 2014", "nepatří do lokality od 1. 2. 2016")],
    ),
    "the number of a resolution": (
        updated(Source, "usneseni-2014", number="35/14/RK"),
        [(M, "Usnesení č. 34/14/RK: číslo", "34/14/RK", "35/14/RK")],
    ),
    "the day of a resolution": (
        updated(Source, "usneseni-2016", issued_on=D(2016, 2, 3)),
        [(M, "Usnesení č. 56/16/RK: den", "ze dne 2. 2. 2016", "ze dne 3. 2. 2016")],
    ),
    "a title of a source": (
        updated(Source, "zprava", title="Zpráva jinak"),
        [(R, "Zpráva: název", "Zpráva o podpoře", "Zpráva jinak")],
    ),
    "a source hidden": (
        updated(Source, "usneseni-2008", is_public=False),
        [(M, "Memorandum: opírá se o", "Usnesení 12/08/RK", "")],
    ),
    "a passage mended": (
        updated(SupportChange, "lhota", passage="Vše je, jak má být."),
        [
            (
                S,
                "Lhota: podpora",
                f"{INTENSIVE} – Zpráva o podpoře",
                f"{INTENSIVE} – Zpráva o podpoře: Vše je, jak má být.",
            )
        ],
    ),
    "an amount corrected": (
        a_correction("alokace", Amount, amount=2_000_000),
        [(L, "Lhota: alokace OPZ", "1 000 000 Kč od 1. 1. 2014", "2 000 000 Kč od 1. 1. 2014")],
    ),
    "how exact an amount is": (
        updated(Amount, "alokace", exactness="thousand"),
        [
            (
                M,
                "Lhota: alokace OPZ",
                "1 000 000 Kč od 1. 1. 2014 (přesnost částky: na koruny)",
                "1 000 000 Kč od 1. 1. 2014 (přesnost částky: na tisíce)",
            )
        ],
    ),
    "a programme renamed": (
        updated(Programme, "opz", "code", abbreviation="OPZ+"),
        [(R, "Program: zkratka", "OPZ", "OPZ+")],
    ),
    "the conclusion of a discrepancy": (
        learned(
            lambda known: Conclusion.objects.create(
                discrepancy=Discrepancy.objects.get(), held="Od 2013.", reason="Zákon.", **known
            )
        ),
        [(L, "Rozpor: Od kdy", "Od 2014.", "Od 2013.")],
    ),
    "a claim": (
        learned(
            lambda known: DiscrepancyClaim.objects.create(
                discrepancy=Discrepancy.objects.get(), claim="Od 2011.", position=3, source=known["source"]
            )
        ),
        [(L, "Rozpor: Od kdy", "", "Od 2011.")],
    ),
    "a claim mended": (
        lambda: DiscrepancyClaim.objects.filter(position=1).update(claim="Od kdy: jinak"),
        [(M, "Rozpor: Od kdy", "Od kdy: tvrzení 1", "Od kdy: jinak")],
    ),
    "a discrepancy renamed": (
        lambda: Discrepancy.objects.update(title="Odkdy přesně"),
        [(R, "Rozpor: v čem se zdroje liší", "Od kdy", "Odkdy přesně")],
    ),
    "a plan approved, entered late": (
        lambda: PlanChange.objects.create(
            key="schvalen",
            plan=Plan.objects.get(key="plan-doly"),
            state="approved",
            effective_on=D(2016, 6, 1),
            known_on=D(2016, 6, 1),
            source=source(key="dobova", title="Dobová zpráva", issued_on=D(2016, 6, 1)),
        ),
        [(E, "Doly: strategický plán", "Plán Dolů: v přípravě od 1. 1. 2014", "Plán Dolů: schválen 1. 6. 2016")],
    ),
    "a count in the whole country": (
        learned(lambda known: NationalCount.objects.create(unit="localities", value=40, effective_on=DAY, **known)),
        [(L, "Agentura v celé zemi", "lokality: 37 (1. 1. 2014)", "lokality: 40 (30. 8. 2016)")],
    ),
    "an area of cooperation": (
        learned(
            lambda known: MemorandumTerm.objects.create(
                memorandum=Memorandum.objects.get(),
                kind="area",
                text="bezpečnost",
                genitive="bezpečnost",
                position=9,
                effective_on=D(2016, 2, 2),
                **known,
            )
        ),
        [(L, "Memorandum 2016: oblast spolupráce", "", "bezpečnost")],
    ),
    "a form in another case": (
        updated(MemorandumTerm, "bod-1", genitive="bydlení lidí"),
        [
            (
                M,
                "Memorandum 2016: oblast spolupráce",
                "bydlení (ve 2. pádě: bydlení)",
                "bydlení (ve 2. pádě: bydlení lidí)",
            )
        ],
    ),
    "a repetition": (_confirmed, []),
    "another source of the same": (
        learned(
            lambda known: Reference.objects.create(
                kind="follows",
                later=Source.objects.get(key="usneseni-2014"),
                earlier=Source.objects.get(key="usneseni-2008"),
                source=known["source"],
            )
        ),
        [(L, "Memorandum: navazuje na", "", "Usnesení 12/08/RK")],
    ),
    "where the Agency belongs": (
        updated(BodyChange, "zarazeni", placement="je sekcí úřadu"),
        [
            (
                M,
                "Agentura: zařazení",
                "Agentura je jedním z odborů úřadu (od 1. 1. 2014)",
                "Agentura je sekcí úřadu (od 1. 1. 2014)",
            )
        ],
    ),
    "a locality hidden": (
        updated(Locality, "hora", "slug", is_public=False),
        [(M, "Hora: podpora", "zvažuje spolupráci od 2015", "")],
    ),
    "another locality hidden": (lambda: locality("Jinde", is_public=False), []),
}
