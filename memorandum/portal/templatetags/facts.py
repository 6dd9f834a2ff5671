"""What rows of tables say of a fact, as markup: a template included row after row takes longer than what it says."""

from html import escape  # Django's own first asks each text whether it will be translated later

from django import template
from django.utils.safestring import SafeString, mark_safe

import czech
from evidence.models import Fact
from localities.models import SupportKind

register = template.Library()


@register.simple_tag
def support(kind: SupportKind) -> SafeString:
    """The name of a kind of support, which the style sheet gives its look."""
    looks = f"look-{escape(kind.look)} stage-{escape(kind.stage)}"
    return mark_safe(f'<span class="support {looks}">{escape(czech.vlna(kind.name))}</span>')


@register.simple_tag
def attested(fact: Fact) -> SafeString:
    """Until when sources say so; not where that would only say again on which day it happened."""
    told = fact.attestation
    if not told or (fact.is_moment and fact.attested == fact.when):
        return SafeString("")
    return mark_safe(f' <span class="attested small soft">{escape(told)}</span>')
