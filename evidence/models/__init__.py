"""What a fact is, and what it stands on.  This app knows none of the others but the language."""

from evidence.models.addresses import page_address, words_address
from evidence.models.arrivals import Import, ImportFile, LoadedKey, Verdict
from evidence.models.asof import AsOf, Misunderstood, WrongDay, read_day, read_moment, today
from evidence.models.attestation import recent_since, recently
from evidence.models.bodies import Body, BodyKind, NumberFits
from evidence.models.body_changes import BodyChange, BodyConfirmation
from evidence.models.citations import Statement, cited_models, statements
from evidence.models.cited import Cited, CitedQuerySet, Entry, label, said
from evidence.models.confirmation import Confirmation, ConfirmationQuerySet, through_fact
from evidence.models.constraints import NoRepetition, Repetition, one_value_a_day
from evidence.models.events import Event, EventQuerySet, tracked
from evidence.models.fact import Fact, FactQuerySet
from evidence.models.files import File
from evidence.models.keys import free_key, natural_key, new_key, readable_key
from evidence.models.naming import FoundName, NamedRows, PreparedNames, called
from evidence.models.news import News, news_models
from evidence.models.precision import Precision
from evidence.models.quotations import Quotation, quotations
from evidence.models.references import Reference, ReferenceKind
from evidence.models.search import (
    Fold,
    Line,
    SearchedQuerySet,
    WordsSaid,
    by_words,
    in_czech,
    parted,
    telling,
    wanted,
    without_accents,
)
from evidence.models.sources import Source, SourceKind
from evidence.models.subjects import EARLIER, LATER, comes, same_subject, says_the_same
