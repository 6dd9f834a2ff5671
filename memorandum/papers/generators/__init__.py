"""What each kind of block writes: a generator says one kind of thing that the record knows.

A generator takes what was gathered and its block, and yields parts of the outline.  Whatever it tells from a fact has
the note by which ``gathered`` cites that fact; a block that the record knows nothing for yields nothing, or a remark.
"""

from collections.abc import Callable, Iterator

from council.models import Block, BlockKind
from formats.outline import Part
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators import agency, changes, discrepancies, fixed, memorandum, money, plans, support

type Generator = Callable[[Gathered, Block], Iterator[Part]]

#: Every kind of block has its generator (a test holds them together).
GENERATORS: dict[BlockKind, Generator] = {
    BlockKind.HEADING: fixed.heading,
    BlockKind.TEXT: fixed.text,
    BlockKind.BULLET: fixed.bullet,
    BlockKind.RESOLUTION: fixed.resolution,
    BlockKind.LEGAL_BASIS: memorandum.legal_basis,
    BlockKind.PREVIOUS_MEMORANDUM: memorandum.previous_memorandum,
    BlockKind.IN_FORCE: memorandum.in_force,
    BlockKind.FORMS: memorandum.forms,
    BlockKind.AREAS: memorandum.areas,
    BlockKind.CHAIN: memorandum.chain,
    BlockKind.PLACEMENT: agency.placement,
    BlockKind.NATIONAL_CONTEXT: agency.national_context,
    BlockKind.SUPPORT: support.support,
    BlockKind.SUPPORT_BY_KIND: support.support_by_kind,
    BlockKind.SUPPORT_TABLE: support.support_table,
    BlockKind.TRANSITIONS: support.transitions,
    BlockKind.ALL_TRANSITIONS: support.all_transitions,
    BlockKind.CANDIDATES: support.candidates,
    BlockKind.PLANS_APPROVED: plans.plans_approved,
    BlockKind.PLANS_IN_PREPARATION: plans.plans_in_preparation,
    BlockKind.ALLOCATIONS: money.allocations,
    BlockKind.CHANGED: changes.changed,
    BlockKind.DISCREPANCIES: discrepancies.discrepancies,
}
