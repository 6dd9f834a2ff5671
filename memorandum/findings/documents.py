"""Rules about memoranda, sources, and the words that facts stand on."""

from django.db.models import BigIntegerField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast, Trim

from council.models import Block, Memorandum, MemorandumChange, MemorandumState
from evidence.models import AsOf, Body, Event, Fact, NumberFits, Source, cited_models, said
from evidence.models.events import EventKind
from evidence.models.precision import Precision
from memorandum.findings.rule import CLOCK, Arm, FindingDetails, FindingRule, Weight, when

# --- Memoranda -----------------------------------------------------------------------------------------------------


def _undecided(at: AsOf, lacks: MemorandumState) -> Arm:
    """The memoranda of which anything is known, but not this."""
    counting = MemorandumChange.objects.counting(at)
    known, decided = counting.values("memorandum"), counting.filter(state=lacks).values("memorandum")
    memoranda = Memorandum.objects.filter(pk__in=known).exclude(pk__in=decided)
    adds = f"council.memorandumchange?state={lacks}&memorandum="
    return Arm(memoranda, "effective_on", said(Value("Memorandum "), "year"), adds=adds)


def _unsigned(at: AsOf) -> list[Arm]:
    return [_undecided(at, MemorandumState.SIGNED)]


def _signed_on_unknown_day(at: AsOf) -> list[Arm]:
    signed = MemorandumChange.objects.counting(at).filter(state=MemorandumState.SIGNED)
    unclear = signed.exclude(precision=Precision.DAY)
    return [Arm(unclear, "effective_on", said(Value("Memorandum "), "memorandum__year"), CLOCK)]


def _unapproved(at: AsOf) -> list[Arm]:
    approved = MemorandumChange.objects.counting(at).filter(state=MemorandumState.APPROVED, resolution=None)
    return [
        _undecided(at, MemorandumState.APPROVED),
        Arm(approved, "resolution", said(Value("Memorandum "), "memorandum__year"), CLOCK),
    ]


def _say_unapproved(details: FindingDetails) -> str:
    return f"schváleno {when(details)}, usnesení není uvedeno" if details else "kdo a kdy ho schválil, není uvedeno"


# --- Sources -------------------------------------------------------------------------------------------------------


def _misnumbered(at: AsOf) -> list[Arm]:
    resolutions = Source.objects.known(at).resolutions()
    patterned = resolutions.exclude(Q(issuer=None) | Q(issuer__number_pattern=""))
    misfits = patterned.alias(fits=NumberFits("number", "issuer__number_pattern")).filter(fits=False)
    details = {"number": F("number"), "body": F("issuer__name"), "pattern": F("issuer__number_pattern")}
    unreadable = NumberFits(Value(""), "number_pattern")
    broken = Body.objects.exclude(number_pattern="").alias(fits=unreadable).filter(fits__isnull=True)
    return [
        Arm(misfits, "number", "title", details),
        Arm(broken, "number_pattern", "name", {"pattern": F("number_pattern")}),
    ]


def _say_misnumbered(details: FindingDetails) -> str:
    if "number" not in details:
        return f"vzor čísla „{details['pattern']}“ nejde přečíst"
    if not details["number"]:
        return f"usnesení nemá číslo ({details['body']})"
    return f"číslo „{details['number']}“ neodpovídá vzoru „{details['pattern']}“ ({details['body']})"


def _without_text(at: AsOf) -> list[Arm]:
    return [Arm(Source.objects.known(at).filter(text="", file=None), "text", "title", {"url": F("url")})]


def _hidden(at: AsOf) -> list[Arm]:
    """Hidden sources on which facts of published localities stand, in one arm for each kind of fact."""
    arms = []
    for model in cited_models():
        way = getattr(model, "LOCALITY", None)
        if way and issubclass(model, Fact):
            facts = model._default_manager.counting(at).filter(  # type: ignore[attr-defined]
                **{f"{way}__is_public": True, "source__is_public": False}
            )
            details = {"source": F("source__title"), "of": Value(str(model._meta.verbose_name), TextField())}
            arms.append(Arm(facts, "source", f"{way}__name", details))
    return arms


# --- Words ---------------------------------------------------------------------------------------------------------


def _squeezed(column: str) -> Func:
    """The words alone, as the database's own check sees them."""
    return Func(F(column), Value(r"\s+"), Value(" "), Value("g"), function="regexp_replace", output_field=TextField())


def _gone(at: AsOf) -> list[Arm]:
    """Passages that no longer stand in the text of their source: the text was edited, and no check looks back.

    Only sources that were edited are looked at: of thousands of long texts all else takes a second.  What stands there
    letter for letter is found at once; only the rest is compared without its layout.
    """
    arms = []
    mended = (
        Event.objects.of(Source)
        .filter(operation=EventKind.UPDATE)
        .values(pk_of_record=Cast("record", BigIntegerField()))
    )
    for model in cited_models():
        quoted = model._default_manager.filter(source__in=mended).exclude(passage="").exclude(source__text="")
        lost = quoted.alias(
            verbatim=Func(F("source__text"), F("passage"), function="strpos"),
            squeezed=Func(_squeezed("source__text"), Trim(_squeezed("passage")), function="strpos"),
        ).filter(verbatim=0, squeezed=0)
        details = {"source": F("source__title"), "passage": Func(F("passage"), Value(80), function="left")}
        arms.append(Arm(lost, "passage", model.says(), details))
    return arms


def _without_passage(at: AsOf) -> list[Arm]:
    arms = []
    for model in cited_models():
        if issubclass(model, Fact):
            bare = model._default_manager.counting(at).filter(passage="")  # type: ignore[attr-defined]
            arms.append(Arm(bare, "passage", model.says(), {"source": F("source__title")}))
    return arms


def _claims(at: AsOf) -> list[Arm]:
    details = {"on": F("paper__session__held_on")}
    return [Arm(Block.objects.filter(is_unsupported=True), "text", "text", details)]


RULES = (
    FindingRule(
        "memorandum-bez-podpisu",
        "Memorandum bez podpisu",
        "U memoranda není zapsáno, zda a kdy bylo podepsáno. Zapište změnu „podepsáno“ se zdrojem, nejlépe s"
        " podepsaným memorandem v příloze.",
        Weight.MISSING,
        _unsigned,
        lambda details: "podpis ani jeho den nejsou uvedeny",
    ),
    FindingRule(
        "memorandum-bez-dne-podpisu",
        "Podpis memoranda bez přesného dne",
        "Den podpisu bývá na poslední straně memoranda. Opravte údaj podle podepsaného znění.",
        Weight.MISSING,
        _signed_on_unknown_day,
        lambda details: f"podepsáno {when(details)}, přesný den není znám",
    ),
    FindingRule(
        "memorandum-bez-schvaleni",
        "Memorandum bez schválení nebo bez usnesení",
        "Doplňte, který orgán memorandum schválil, kdy a kterým usnesením.",
        Weight.MISSING,
        _unapproved,
        _say_unapproved,
    ),
    FindingRule(
        "cislo-usneseni",
        "Číslo usnesení neodpovídá vzoru",
        "Podle čísla se usnesení hledá. Opravte překlep v čísle, vydavatele, nebo vzor čísla u orgánu.",
        Weight.ERROR,
        _misnumbered,
        _say_misnumbered,
    ),
    FindingRule(
        "zdroj-bez-textu",
        "Zdroj bez textu",
        "Bez textu nejde ověřit, že pasáže ve zdroji opravdu stojí, a adresa na webu může zmizet. Vložte úplné znění,"
        " nebo soubor jako přílohu.",
        Weight.MISSING,
        _without_text,
        lambda details: (
            "text není uložen, je jen adresa na webu" if details["url"] else "text není uložen, chybí i adresa"
        ),
    ),
    FindingRule(
        "zdroj-neverejny",
        "Údaj zveřejněné lokality stojí na neveřejném zdroji",
        "Údaj proto veřejnost nevidí. Zveřejněte zdroj, nebo najděte jiný, veřejný.",
        Weight.NOTICE,
        _hidden,
        lambda details: f"{details['of']} stojí na neveřejném zdroji „{details['source']}“",
    ),
    FindingRule(
        "pasaz-neni-ve-zdroji",
        "Pasáž v textu zdroje nestojí",
        "Text zdroje se po zápisu údaje změnil. Vraťte text do původního znění, nebo pasáž opište znovu.",
        Weight.ERROR,
        _gone,
        lambda details: f"slova „{details['passage']}“ v textu zdroje „{details['source']}“ nejsou",
    ),
    FindingRule(
        "udaj-bez-pasaze",
        "Údaj bez pasáže",
        "Zdroj je uveden, ale ne slova, o která se údaj opírá. Opište je do pole pasáž.",
        Weight.MISSING,
        _without_passage,
        lambda details: f"ze zdroje „{details['source']}“ není opsána pasáž",
    ),
    FindingRule(
        "tvrzeni-bez-zdroje",
        "Tvrzení bez zdroje v písemnosti",
        "Písemnost tvrdí něco, o co se žádný údaj neopírá. V příští písemnosti tvrzení doložte, nebo vynechte.",
        Weight.NOTICE,
        _claims,
        lambda details: "tvrzení nemá zdroj",
    ),
)
