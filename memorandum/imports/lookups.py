"""Names in cells, and which records of the evidence they mean for the person who brought them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, QuerySet

from evidence.models import Body, Source
from funding.models import Programme
from localities.models import FormerRegistration, Locality, LocalityAlias, Municipality, Plan, SupportKind, within
from memorandum.imports.values import WrongCell, folded, shown

type Importer = AbstractBaseUser | AnonymousUser


@dataclass(slots=True)
class Names:
    """Records by everything that they may be called; ``key`` is what to write where a name is not enough."""

    what: str
    key: str
    absent: str = "v evidenci není."
    by_name: dict[str, set[Any]] = field(default_factory=dict)
    labels: dict[Any, str] = field(default_factory=dict)

    def add(self, rows: Iterable[Sequence[Any]]) -> Self:
        """Each row is the record's pk and its names, of which the first is its label."""
        for pk, *names in rows:
            self.labels.setdefault(pk, names[0])
            for name in filter(None, names):
                self.by_name.setdefault(folded(name), set()).add(pk)
        return self

    def find(self, text: str) -> Any:
        """The one record that is called so.  Raises WrongCell when there is none, or more of them."""
        pks = self.by_name.get(folded(text), set())
        if not pks:
            raise WrongCell(f"{self.what} „{shown(text)}“ {self.absent}")
        if len(pks) > 1:
            raise WrongCell(f"„{shown(text)}“ je v evidenci víckrát ({len(pks)}×). Uveďte místo názvu {self.key}.")
        return next(iter(pks))

    def unambiguous(self, pk: Any, names: Iterable[str]) -> str:
        """The first of the names that means this record alone."""
        return next((name for name in names if name and self.by_name.get(folded(name)) == {pk}), "")


class Lookups:
    """What the record knows by name, read once for a whole file; only what ``user`` may work with.

    Without a user (from the shell) nothing is left out.  What does not exist and what is out of reach are told in
    one sentence, so that neither is told from the other.
    """

    def __init__(self, user: Importer | None = None) -> None:
        self.user = user

    def reachable[M: Model](self, rows: QuerySet[M, Any]) -> QuerySet[M, Any]:
        """Those of the rows that the person may work with."""
        return rows if self.user is None else within(rows, self.user)

    @cached_property
    def localities(self) -> Names:
        key = "její adresu (poslední část adresy stránky)"
        names = Names("Lokalita", key, "v evidenci není, nebo k ní nemáte přístup.")
        reachable = self.reachable(Locality.objects.all())
        names.add(reachable.values_list("pk", "name", "slug"))
        return names.add(LocalityAlias.objects.filter(locality__in=reachable).values_list("locality", "name"))

    @cached_property
    def plans(self) -> Names:
        names = Names("Strategický dokument", "klíč dokumentu", "v evidenci není, nebo k němu nemáte přístup.")
        return names.add(self.reachable(Plan.objects.all()).values_list("pk", "title", "key"))

    @cached_property
    def municipalities(self) -> Names:
        names = Names("Obec", "kód obce").add(Municipality.objects.values_list("pk", "name", "code"))
        return names.add(FormerRegistration.objects.values_list("municipality", "name"))

    @cached_property
    def support_kinds(self) -> Names:
        return Names("Druh podpory", "kód druhu podpory").add(SupportKind.objects.values_list("pk", "name", "code"))

    @cached_property
    def programmes(self) -> Names:
        rows = Programme.objects.values_list("pk", "abbreviation", "code", "name")
        return Names("Program", "kód programu").add(rows)

    @cached_property
    def bodies(self) -> Names:
        absent = "v evidenci není. Není-li mezi orgány, patří jeho název do sloupce „Vydal (jiný)“."
        return Names("Orgán", "klíč orgánu", absent).add(Body.objects.values_list("pk", "name", "key", "short_name"))

    @cached_property
    def sources(self) -> Names:
        names = Names("Zdroj", "klíč zdroje", "v evidenci není. Nejdříve ho zapište nebo naimportujte.")
        return names.add(Source.objects.values_list("pk", "title", "key", "number"))

    @cached_property
    def slugs(self) -> dict[int, str]:
        return dict(Locality.objects.values_list("pk", "slug"))

    @cached_property
    def plan_keys(self) -> dict[int, str]:
        return dict(Plan.objects.values_list("pk", "key"))

    @cached_property
    def source_keys(self) -> dict[int, str]:
        return dict(Source.objects.values_list("pk", "key"))

    @cached_property
    def source_days(self) -> dict[int, datetime.date]:
        """Since when the words of each source are known."""
        return dict(Source.objects.values_list("pk", "known_on"))

    @cached_property
    def plan_localities(self) -> dict[int, int]:
        return dict(Plan.objects.values_list("pk", "locality"))

    def may(self, verb: str, model: type[Model]) -> bool:
        if self.user is None:
            return True
        return self.user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")  # type: ignore[union-attr]
