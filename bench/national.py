"""A made-up record as large as the whole country's, always the same for a seed; see README.md.

6 258 municipalities, 14 regions, 400 localities, 20 000 facts, as many confirmations, 10 000 sources with text.  Every
name and figure is made up.  Rows go in by bulk, and every constraint and trigger of the database looks at them.
"""

import datetime as dt
import itertools
import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import bench.inside  # noqa: F401 (sets Django up)
from evidence import models as evidence
from evidence.models import Source, SourceKind
from funding import models as funding
from localities import models as localities

FIRST, LAST = dt.date(2008, 1, 1), dt.date(2025, 12, 31)
_BEGIN = """Bor Brod Buk Dub Hrad Chlum Jaro Kam Lhot Lip Mlyn Neb Olš Pol Rad Skal Slav Svět Vrb Vys Zbor Žel"""
_END = """any ec ek ice ín ina isko itov kov kovice nice no ov ovice ová sko štejn tín vice"""
_AFTER = ["", "", "", " nad Labem", " pod Lesem", " u Vody", " v Horách", " na Moravě"]
_FIRST = ["", "", "", "Nový ", "Velká ", "Horní ", "Starý "]
WORDS = [
    "obec",
    "podpora",
    "plán",
    "rada",
    "škola",
    "práce",
    "bydlení",
    "rodina",
    "služba",
    "terén",
    "dluh",
    "soused",
    "město",
    "most",
    "zpráva",
    "výbor",
    "důvod",
    "návrh",
    "dohoda",
    "porada",
    "úřad",
    "kraj",
    "projekt",
    "pomoc",
    "lidé",
    "děti",
    "dům",
    "ulice",
    "cesta",
    "voda",
]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything there is; ``part`` of the national record keeps its proportions."""

    municipalities: int = 6_258
    localities: int = 400
    changes: int = 16  # of support of each, and in proportion of all else
    sources: int = 10_000
    sessions: int = 300
    discrepancies: int = 300
    memoranda: int = 12

    @classmethod
    def part(cls, share: float) -> "Size":
        whole = cls()
        names = [name for name in whole.__slots__ if name != "changes"]
        return cls(**{name: max(3, round(getattr(whole, name) * share)) for name in names})


def names(count: int, chance: random.Random) -> list[str]:
    """So many names as municipalities have; some bear one name, as in the country."""
    all_of_them = ["".join(parts) for parts in itertools.product(_FIRST, _BEGIN.split(), _END.split(), _AFTER)]
    return chance.sample(all_of_them, count)


@dataclass
class National:
    """What is being made.  Sources are written first, so the sentences that others quote are put into their texts."""

    size: Size
    chance: random.Random
    sources: list[Source] = field(default_factory=list)
    towns: list[Any] = field(default_factory=list)
    places: list[Any] = field(default_factory=list)
    quoted: list[tuple[Source, str]] = field(default_factory=list)

    def fill(self) -> None:
        self._sources()
        self._register()
        self._places()
        facts = [*self._support(), *self._members(), *self._plans(), *self._money()]
        confirmations = [self._confirmation(fact) for fact in facts]
        self._write_texts()
        for told in (facts, confirmations):
            for model in dict.fromkeys(map(type, told)):
                write(row for row in told if type(row) is model)

    # --- Documents ---------------------------------------------------------------------------------------------

    def _sources(self) -> None:
        """Documents of all years; the first of them is the one that most is quoted from."""
        regions = [
            evidence.Body(key=f"kraj-{n}", kind="region", name=f"{name} kraj")
            for n, name in enumerate(names(14, self.chance), start=1)
        ]
        first = write(regions)[0]
        organs = {"assembly": "Zastupitelstvo kraje", "council": "Rada kraje", "committee": "Výbor sociální"}
        self.bodies = write(
            evidence.Body(key=f"{kind}-1", kind=kind, name=name, parent=first) for kind, name in organs.items()
        )
        self.agency = write([evidence.Body(key="agentura", kind="agency", name="Agentura")])[0]
        kinds = [SourceKind.REPORT, SourceKind.PAPER, SourceKind.PRESS, SourceKind.WEB_PAGE, SourceKind.RESOLUTION]
        days = self._days(self.size.sources)
        for n, day in enumerate(days):
            kind = SourceKind.REPORT if n == 0 else kinds[n % len(kinds)]
            is_decided = kind == SourceKind.RESOLUTION
            self.sources.append(
                Source(
                    key=f"dokument-{n}",
                    kind=kind,
                    title=f"{kind.label.capitalize()} {n} o {self.chance.choice(WORDS)}",
                    issuer=self.bodies[n % 2] if is_decided else self.agency,
                    number=f"{n}/{day.year % 100}/U" if is_decided else "",
                    issued_on=day,
                    read_on=LAST,
                )
            )
        self.decided = [source for source in self.sources if source.kind == SourceKind.RESOLUTION]
        self.reports = [source for source in self.sources if source.kind != SourceKind.RESOLUTION]
        self.days: list[Any] = [source.issued_on for source in self.reports]

    def _days(self, count: int) -> list[dt.date]:
        span = (LAST - FIRST).days
        return [FIRST, *sorted(FIRST + dt.timedelta(self.chance.randrange(span)) for _ in range(count - 1))]

    def _write_texts(self) -> None:
        quoted: dict[int, list[str]] = {}
        for source, words in self.quoted:
            quoted.setdefault(id(source), []).append(words)
        for source in self.sources:
            filler = [" ".join(self.chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(8)]
            source.text = "\n".join([*filler[:4], *quoted.get(id(source), ()), *filler[4:]])
        write(self.sources)

    def _cited(self, words: str, since: dt.date) -> dict[str, Any]:
        """In a report of that day or soon after; every twelfth stands in the one great document, as far as it can."""
        at = min(bisect_left(self.days, since) + self.chance.randrange(3), len(self.reports) - 1)
        source = self.reports[0 if not self.chance.randrange(12) else at]
        passage = f"{words} ({len(self.quoted)})."
        self.quoted.append((source, passage))
        return {"key": f"udaj-{len(self.quoted)}", "source": source, "passage": passage}

    def _fact(self, model: type[Any], words: str, since: dt.date, **values: Any) -> Any:
        cited = self._cited(f"{words} od {since:%-d. %-m. %Y}", since)
        return model(effective_on=since, known_on=cited["source"].issued_on, **cited, **values)

    def _confirmation(self, fact: Any) -> Any:
        model: Any = fact._meta.get_field("confirmations").related_model
        holds_on = min(LAST, fact.effective_on + dt.timedelta(self.chance.randrange(700)))
        return model(fact=fact, holds_on=holds_on, **self._cited("Potvrzuje se to i letos", holds_on))

    # --- Places ------------------------------------------------------------------------------------------------

    def _register(self) -> None:
        called = names(self.size.municipalities, self.chance)
        orps = [f"{name} (ORP)" for name in names(max(1, self.size.municipalities // 30), self.chance)]
        statuses = ("obec", "obec", "obec", "obec", "mestys", "mesto")
        for n, name in enumerate(called):
            orp = n * len(orps) // len(called)
            column, row = orp // 3 % 10, orp // 30  # each district in a place of its own
            place = {"lat": Decimal(f"{48.7 + row * 0.28 + self.chance.random() * 0.26:.6f}")}
            place |= {"lon": Decimal(f"{12.3 + column * 0.64 + self.chance.random() * 0.6:.6f}")}
            self.towns.append(
                localities.Municipality(
                    code=f"{100_000 + n}",
                    name=name,
                    status=statuses[n % 6],
                    district=f"Okres {orp // 3}",
                    orp=orps[orp],
                    **place,
                )
            )
        write(self.towns)
        days = (dt.date(2021, 1, 1), dt.date(2025, 1, 1))
        write(
            localities.PopulationCount(
                key=f"{town.code}-{day.year}",
                municipality=town,
                counted_on=day,
                count=self.chance.randrange(50, 30_000),
            )
            for town in self.towns
            for day in days
        )

    def _places(self) -> None:
        """Of four localities three are one municipality, the fourth is a micro-region."""
        stages = ("before", "before", "during", "during", "during", "during", "after")
        self.kinds = write(
            localities.SupportKind(
                code=f"druh-{n}",
                name=f"podpora {n}. druhu",
                sentence=f"má podporu {n}. druhu",
                stage=stage,
                position=10 * n,
                look=("dotted", "outline", "quarter", "half", "full")[n % 5],
            )
            for n, stage in enumerate(stages, start=1)
        )
        step = len(self.towns) / self.size.localities
        for n in range(self.size.localities):
            town = self.towns[int(n * step)]
            kind = "microregion" if n % 4 == 3 else "municipality"
            self.places.append(localities.Locality(slug=f"lokalita-{n}", name=town.name, kind=kind, is_public=True))
        write(self.places)

    def _since(self, times: int) -> Iterator[dt.date]:
        """Days in their order, well apart."""
        span = (LAST - FIRST).days - 400
        for n in range(times):
            yield FIRST + dt.timedelta(30 + n * span // times + self.chance.randrange(max(1, span // times // 2)))

    def _support(self) -> Iterator[Any]:
        for n, place in enumerate(self.places):
            for m, since in enumerate(self._since(self.size.changes)):
                kind = self.kinds[(n + m) % len(self.kinds)]
                fact = self._fact(
                    localities.SupportChange, f"{place.name} má {kind.name}", since, locality=place, kind=kind
                )
                if (n + m) % 20 == 0:  # a mistake that another source has mended
                    fact.corrected_on, fact.correction = LAST, "Jiný zdroj to uvádí přesněji."
                    fact.correction_source = self.reports[-1]
                    fact.kind = self.kinds[(n + m + 3) % len(self.kinds)]
                yield fact

    def _members(self) -> Iterator[Any]:
        step = len(self.towns) // self.size.localities
        for n, place in enumerate(self.places):
            begin = int(n * len(self.towns) / self.size.localities)
            count = min(8, step) if place.kind == "microregion" else 1
            for town in self.towns[begin : begin + count]:
                for m, since in enumerate(self._since(5 if count > 1 else 1)):
                    verb = "patří" if m % 2 == 0 else "nepatří"
                    words = f"{town.name} {verb} do lokality {place.name}"
                    yield self._fact(
                        localities.Membership, words, since, locality=place, municipality=town, joined=m % 2 == 0
                    )

    def _plans(self) -> Iterator[Any]:
        kinds = [*localities.PlanKind]
        self.plans = write(
            localities.Plan(
                key=f"plan-{n}-{m}",
                locality=place,
                kind=kinds[m % len(kinds)],
                title=f"Plán {m + 1} lokality {place.name}",
                year_from=2010 + m,
                year_to=2013 + m,
            )
            for n, place in enumerate(self.places)
            for m in range(5)
        )
        states = [*localities.PlanState][:3]
        for plan in self.plans:
            for state, since in zip(states, self._since(3), strict=False):
                yield self._fact(localities.PlanChange, f"{plan.title}: {state.label}", since, plan=plan, state=state)

    def _money(self) -> Iterator[Any]:
        self.programmes = write(
            funding.Programme(
                code=f"op-{n}", abbreviation=f"OP{n}", name=f"Program {n}", year_from=2007 + n, year_to=2013 + n
            )
            for n in range(6)
        )
        kinds = [*funding.AmountKind]
        for n, plan in enumerate(self.plans):
            for m in range(3 if n % 2 else 2):
                amount = Decimal(1_000 * self.chance.randrange(500, 90_000) + n % 1_000)
                yield from (
                    self._fact(
                        funding.Amount,
                        f"{plan.title}: {amount + year} Kč",
                        since,
                        locality=plan.locality,
                        plan=plan,
                        kind=kinds[(n + m) % len(kinds)],
                        programme=self.programmes[m % 6] if m % 2 else None,
                        designation=f"{m}. výzva",
                        amount=amount + year,
                    )
                    for year, since in enumerate(self._since(2))
                )


def write(rows: Iterable[Any]) -> list[Any]:
    """By bulk; the rows come back with their keys."""
    written = [*rows]
    if written:
        type(written[0])._default_manager.bulk_create(written, batch_size=2_000)
    return written
