"""What bodies of a made-up record decided: sessions, resolutions, contradictions, memoranda."""

import datetime as dt

from bench.national import FIRST, LAST, WORDS, National, write
from council import models as council
from evidence import models as evidence
from localities import models as localities


def sessions(made: National) -> None:
    """Sessions with their papers and agendas, and how resolutions follow one another."""
    held = []
    for n in range(made.size.sessions):
        body = made.bodies[n % len(made.bodies)]
        year, number = FIRST.year + n // 15, 1 + n % 15
        held.append(
            council.Session(
                key=f"zasedani-{n}",
                body=body,
                number=number,
                held_on=dt.date(year, 1 + n % 12, 1 + n % 28),
                source=made.reports[0],
            )
        )
    write(held)
    papers = write(
        council.Paper(
            key=f"pisemnost-{n}",
            session=session,
            subject=f"Zpráva o spolupráci {n}",
            addressee="Zastupitelstva",
            is_public=True,
            source=made.reports[n + 1],
        )
        for n, session in enumerate(held[::3])
    )
    write(
        council.Block(key=f"blok-{n}", paper=paper, position=1, kind="text", text="Předkládáme na vědomí.")
        for n, paper in enumerate(papers)
    )
    write(
        council.AgendaItem(
            key=f"bod-{n}-{m}",
            session=session,
            position=m,
            title=f"Bod {m} o {made.chance.choice(WORDS)}",
            resolution=made.decided[(10 * n + m) % len(made.decided)],
        )
        for n, session in enumerate(held)
        for m in range(1, 11)
    )
    write(
        evidence.Reference(
            key=f"odkaz-{n}",
            kind="follows",
            later=later,
            earlier=made.decided[made.chance.randrange(n + 1)],
            source=later,
        )
        for n, later in enumerate(made.decided[1:])
    )


def contradictions(made: National) -> None:
    """Discrepancies, half of them settled."""
    found = write(
        localities.Discrepancy(
            key=f"rozpor-{n}", locality=made.places[n % len(made.places)], title=f"Od kdy ({n})", known_on=FIRST
        )
        for n in range(made.size.discrepancies)
    )
    write(
        localities.DiscrepancyClaim(
            key=f"tvrzeni-{n}-{m}",
            discrepancy=one,
            claim=f"Tvrzení {m}",
            position=m,
            source=made.reports[(n + m) % len(made.reports)],
        )
        for n, one in enumerate(found)
        for m in (1, 2)
    )
    write(
        localities.Conclusion(
            key=f"zaver-{n}",
            discrepancy=one,
            held="Pracujeme s prvním.",
            reason="Je bližší.",
            is_open=n % 2 == 0,
            known_on=LAST,
            source=made.reports[-1],
        )
        for n, one in enumerate(found)
    )


def memoranda(made: National) -> None:
    """Versions of the memorandum."""
    versions = write(
        council.Memorandum(key=f"memorandum-{n}", title=f"Memorandum {n}", year=2014 + n)
        for n in range(made.size.memoranda)
    )
    source = made.reports[0]
    told = {"source": source, "effective_on": FIRST, "known_on": FIRST}
    write(
        council.MemorandumParty(
            key=f"strana-{n}-{m}", memorandum=one, body=body, named_as=body.name, position=m, source=source
        )
        for n, one in enumerate(versions)
        for m, body in enumerate((made.agency, made.bodies[0]))
    )
    write(
        council.MemorandumChange(
            key=f"osud-{n}-{state}",
            memorandum=one,
            state=state,
            body=made.bodies[0],
            resolution=made.decided[n % len(made.decided)],
            **told,
        )
        for n, one in enumerate(versions)
        for state in ("approved", "signed")
    )
    write(
        council.MemorandumTerm(
            key=f"oblast-{n}-{m}", memorandum=one, kind="area", text=f"oblast {m}", position=m, **told
        )
        for n, one in enumerate(versions)
        for m in range(12)
    )
