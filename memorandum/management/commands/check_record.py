"""What needs doing in the record, told to a shell: the rules of the admin's front page, with an exit code."""

import itertools
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import czech
from evidence.models import AsOf
from evidence.models.asof import Misunderstood, read_day, today
from memorandum.findings import BY_SLUG, RULES, Finding, Weight, findings

WRONG_USAGE = 2
_NOTHING = "nic"


class Command(BaseCommand):
    help = (
        "Vypíše, co je v evidenci třeba udělat, po pravidlech. Skončí kódem 0, když není co dělat, 1, když něco je,"
        " a 2, když nerozumí zadání."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        weights = ", ".join(f"„{weight.value}“" for weight in Weight)
        parser.add_argument("--rule", action="append", metavar="PRAVIDLO", help="Jen toto pravidlo; lze opakovat.")
        parser.add_argument("--rules", action="store_true", help="Vypíše pravidla a skončí.")
        parser.add_argument("--json", action="store_true", help="Výpis ve formátu JSON, pro programy.")
        parser.add_argument("--ke-dni", default="", metavar="DEN", help="K jakému dni, například 2016-08-30.")
        parser.add_argument("--znamo-k", default="", metavar="DEN", help="Podle poznatků ke kterému dni.")
        parser.add_argument(
            "--fail-on",
            default=Weight.NOTICE.value,
            metavar="ZÁVAŽNOST",
            help=f"Kód 1 jen od této závažnosti ({weights}, od nejtěžší), nebo „{_NOTHING}“. Jinak pro každý nález.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rules"]:
            for rule in RULES:
                self.stdout.write(f"{rule.slug:28} {rule.weight.label:16} {rule.title}")
            return
        at = AsOf(_day(options["ke_dni"], "--ke-dni"), _day(options["znamo_k"], "--znamo-k"))
        floor = _weight(options["fail_on"])
        rules = [_rule(slug) for slug in options["rule"] or ()] or RULES
        listed = findings(at, rules=rules)
        if options["json"]:
            self.stdout.write(json.dumps([_as_data(finding) for finding in listed], ensure_ascii=False, indent=1))
        else:
            self.tell(listed)
        if floor is not None and any(finding.rule.weight.reaches(floor) for finding in listed):
            sys.exit(1)

    def tell(self, listed: list[Finding]) -> None:
        if not listed:
            self.stdout.write("Nic k doplnění.")
            return
        rules = 0
        for rule, group in itertools.groupby(listed, key=lambda finding: finding.rule):
            items = list(group)
            rules += 1
            self.stdout.write(f"{rule.title} ({rule.slug}, {rule.weight.label}): {len(items)}")
            for finding in items:
                self.stdout.write(f"  {finding.called}: {finding.sentence}\n    {finding.url}")
        counted = czech.count(len(listed), "nález", "nálezy", "nálezů")
        self.stdout.write(f"Celkem {counted} podle {czech.count(rules, 'pravidla', 'pravidel', 'pravidel')}.")


def _as_data(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.slug,
        "title": finding.rule.title,
        "weight": finding.rule.weight.value,
        "model": finding.model,
        "record": finding.record,
        "called": finding.called,
        "sentence": finding.sentence,
        "field": finding.to_field,
        "url": finding.url,
    }


def _day(typed: str, option: str) -> Any:
    try:
        return read_day(typed, field=option) if typed else today()
    except Misunderstood as problem:
        raise CommandError(str(problem), returncode=WRONG_USAGE) from problem


def _weight(typed: str) -> Weight | None:
    if typed == _NOTHING:
        return None
    try:
        return Weight(typed)
    except ValueError as problem:
        known = ", ".join([*Weight, _NOTHING])
        raise CommandError(f"Závažnost „{typed}“ neznáme; známe: {known}.", returncode=WRONG_USAGE) from problem


def _rule(slug: str) -> Any:
    if slug not in BY_SLUG:
        known = ", ".join(BY_SLUG)
        raise CommandError(f"Pravidlo „{slug}“ neznáme; známe: {known}.", returncode=WRONG_USAGE)
    return BY_SLUG[slug]
