"""Rules about memoranda, sources, and the words that facts stand on."""

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Trim

from council.models import Block, Memorandum, MemorandumChange, MemorandumState
from evidence.models import AsOf, Body, Fact, NumberFits, Source, cited_models, said
from evidence.models.precision import Precision
from memorandum.findings.rule import CLOCK, Arm, FindingDetails, FindingRule, Weight, told_when

# --- Memoranda -----------------------------------------------------------------------------------------------------


def _undecided(at: AsOf, lacks: MemorandumState) -> Arm:
    """The memoranda of which anything is known, but not this."""
    counting = MemorandumChange.objects.counting(at)
    told_of, decided = counting.values("memorandum"), counting.filter(state=lacks).values("memorandum")
    memoranda = Memorandum.objects.filter(pk__in=told_of).exclude(pk__in=decided)
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


def _say_unapproved(told: FindingDetails) -> str:
    return f"schváleno {told_when(told)}, usnesení není uvedeno" if told else "kdo a kdy ho schválil, není uvedeno"


# --- Sources -------------------------------------------------------------------------------------------------------


def _misnumbered(at: AsOf) -> list[Arm]:
    resolutions = Source.objects.known(at).resolutions()
    patterned = resolutions.exclude(Q(issuer=None) | Q(issuer__number_pattern=""))
    misfits = patterned.alias(fits=NumberFits("number", "issuer__number_pattern")).filter(fits=False)
    told = {"number": F("number"), "body": F("issuer__name"), "pattern": F("issuer__number_pattern")}
    unreadable = NumberFits(Value(""), "number_pattern")
    broken = Body.objects.exclude(number_pattern="").alias(fits=unreadable).filter(fits__isnull=True)
    return [
        Arm(misfits, "number", "title", told),
        Arm(broken, "number_pattern", "name", {"pattern": F("number_pattern")}),
    ]


def _say_misnumbered(told: FindingDetails) -> str:
    if "number" not in told:
        return f"vzor čísla „{told['pattern']}“ nejde přečíst"
    if not told["number"]:
        return f"usnesení nemá číslo ({told['body']})"
    return f"číslo „{told['number']}“ neodpovídá vzoru „{told['pattern']}“ ({told['body']})"


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
            told = {"source": F("source__title"), "of": Value(str(model._meta.verbose_name), TextField())}
            arms.append(Arm(facts, "source", f"{way}__name", told))
    return arms


# --- Words ---------------------------------------------------------------------------------------------------------


def _squeezed(column: str) -> Func:
    """The words alone, as the database's own check sees them."""
    return Func(F(column), Value(r"\s+"), Value(" "), Value("g"), function="regexp_replace", output_field=TextField())


def _gone(at: AsOf) -> list[Arm]:
    """Passages that no longer stand in the text of their source: the text was edited, and no check looks back.

    What stands there letter for letter is found at once; only the rest is compared without its layout.
    """
    arms = []
    for model in cited_models():
        quoted = model._default_manager.exclude(passage="").exclude(source__text="")
        lost = quoted.alias(
            verbatim=Func(F("source__text"), F("passage"), function="strpos"),
            squeezed=Func(_squeezed("source__text"), Trim(_squeezed("passage")), function="strpos"),
        ).filter(verbatim=0, squeezed=0)
        told = {"source": F("source__title"), "passage": Func(F("passage"), Value(80), function="left")}
        arms.append(Arm(lost, "passage", model.says(), told))
    return arms


def _without_passage(at: AsOf) -> list[Arm]:
    facts = [model for model in cited_models() if issubclass(model, Fact)]
    return [
        Arm(
            model._default_manager.counting(at).filter(passage=""),  # type: ignore[attr-defined]
            "passage",
            model.says(),
            {"source": F("source__title")},
        )
        for model in facts
    ]


def _claims(at: AsOf) -> list[Arm]:
    told = {"on": F("paper__session__held_on")}
    return [Arm(Block.objects.filter(is_unsupported=True), "text", "text", told)]


RULES = (
    FindingRule(
        "memorandum-bez-podpisu",
        "Memorandum bez podpisu",
        "U memoranda není zapsáno, zda a kdy bylo podepsáno. Zapište změnu „podepsáno“ se zdrojem, nejlépe s"
        " podepsaným memorandem v příloze.",
        Weight.MISSING,
        _unsigned,
        lambda told: "podpis ani jeho den nejsou uvedeny",
    ),
    FindingRule(
        "memorandum-bez-dne-podpisu",
        "Podpis memoranda bez přesného dne",
        "Den podpisu bývá na poslední straně memoranda. Opravte údaj podle podepsaného znění.",
        Weight.MISSING,
        _signed_on_unknown_day,
        lambda told: f"podepsáno {told_when(told)}, přesný den není znám",
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
        lambda told: "text není uložen, je jen adresa na webu" if told["url"] else "text není uložen, chybí i adresa",
    ),
    FindingRule(
        "zdroj-neverejny",
        "Údaj zveřejněné lokality stojí na neveřejném zdroji",
        "Údaj proto veřejnost nevidí. Zveřejněte zdroj, nebo najděte jiný, veřejný.",
        Weight.NOTICE,
        _hidden,
        lambda told: f"{told['of']} stojí na neveřejném zdroji „{told['source']}“",
    ),
    FindingRule(
        "pasaz-neni-ve-zdroji",
        "Pasáž v textu zdroje nestojí",
        "Text zdroje se po zápisu údaje změnil. Vraťte text do původního znění, nebo pasáž opište znovu.",
        Weight.ERROR,
        _gone,
        lambda told: f"slova „{told['passage']}“ v textu zdroje „{told['source']}“ nejsou",
    ),
    FindingRule(
        "udaj-bez-pasaze",
        "Údaj bez pasáže",
        "Zdroj je uveden, ale ne slova, o která se údaj opírá. Opište je do pole pasáž.",
        Weight.MISSING,
        _without_passage,
        lambda told: f"ze zdroje „{told['source']}“ není opsána pasáž",
    ),
    FindingRule(
        "tvrzeni-bez-zdroje",
        "Tvrzení bez zdroje v písemnosti",
        "Písemnost tvrdí něco, o co se žádný údaj neopírá. V příští písemnosti tvrzení doložte, nebo vynechte.",
        Weight.NOTICE,
        _claims,
        lambda told: "tvrzení nemá zdroj",
    ),
)
