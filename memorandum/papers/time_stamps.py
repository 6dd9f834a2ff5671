"""Time stamps (RFC 3161) over entries of the ledger, by an authority of the operator's choice (``LEDGER_TSA_URL``).

A signature shows who wrote an entry; a time stamp shows that it was there at a moment, also to whom does not trust
the portal or its key.  The stamp is over the entry's statement, so that ``openssl ts -verify`` checks it with nothing
but the file of the statement, the file of the stamp and the authority's certificate.
"""

import datetime
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from council.models import LedgerEntry, TimeStamp
from czech.refusals import Refusal

_PATIENCE = 10  # seconds that whoever issues waits for the authority
_LARGEST = 100_000  # bytes of an answer; one with its certificates has about six thousand
_APART = datetime.timedelta(minutes=10)  # by how much the clocks of the portal and of the authority may differ


class NoTimeStamp(Refusal):
    """The authority gave none, or what it gave is none for the entry."""


def stamp(entry: LedgerEntry) -> TimeStamp | None:
    """Have the entry stamped and keep the stamp; None where no authority is set.  Raise NoTimeStamp otherwise."""
    if not settings.LEDGER_TSA_URL:
        return None
    request = TimestampRequestBuilder().data(entry.statement.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _asked(request.as_bytes())
    response = _checked(answer, entry, nonce=request.nonce)
    made = TimeStamp(
        entry=entry, response=answer, authority=settings.LEDGER_TSA_URL, stamped_at=response.tst_info.gen_time
    )
    made.save(force_insert=True)
    return made


def missing() -> Iterator[LedgerEntry]:
    """The entries that have no stamp, the oldest first; none where no authority is set."""
    if settings.LEDGER_TSA_URL:
        yield from LedgerEntry.objects.filter(time_stamp=None).order_by("number")


def problems() -> Iterator[str]:
    """What is wrong with the stamps, as Czech sentences."""
    for made in TimeStamp.objects.select_related("entry").order_by("entry__number").iterator(chunk_size=200):
        try:
            response = _checked(bytes(made.response), made.entry)
        except NoTimeStamp as problem:
            yield f"Časové razítko zápisu {made.entry.number}: {problem}"
            continue
        if response.tst_info.gen_time != made.stamped_at:
            yield f"Časové razítko zápisu {made.entry.number} uvádí jiný čas než záznam o něm."
        if made.stamped_at < made.entry.written_at - _APART:
            yield f"Zápis {made.entry.number} je podle svého časového razítka starší, než uvádí."
    for entry in missing():
        yield f"Zápis {entry.number} knihy vydání nemá časové razítko; autorita zatím neodpověděla."


def _asked(request: bytes) -> bytes:
    """The authority's answer to the request, both in DER."""
    asked = urllib.request.Request(
        settings.LEDGER_TSA_URL, data=request, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:  # an address of the operator's
            content: bytes = answer.read(_LARGEST + 1)
    except (OSError, ValueError) as problem:
        raise NoTimeStamp(f"Autorita časových razítek neodpověděla ({type(problem).__name__}).") from None
    if len(content) > _LARGEST:
        raise NoTimeStamp("Odpověď autority časových razítek je příliš velká.")
    return content


def _checked(answer: bytes, entry: LedgerEntry, *, nonce: int | None = None) -> TimeStampResponse:
    """The answer, if it stamps the entry by an authority that the operator trusts (``LEDGER_TSA_ROOTS``)."""
    try:
        response = decode_timestamp_response(answer)
        verifier = VerifierBuilder(roots=_roots(), nonce=nonce).build()
        verifier.verify_message(response, entry.statement.encode())
    except (VerificationError, ValueError) as problem:
        raise NoTimeStamp(
            f"razítko k tomuto zápisu nepatří nebo ho nepodepsala důvěryhodná autorita ({problem})."
        ) from None
    return response


def _roots() -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(Path(settings.LEDGER_TSA_ROOTS).read_bytes())
    except (OSError, ValueError):
        raise NoTimeStamp("Soubor s certifikáty autority (LEDGER_TSA_ROOTS) nejde přečíst.") from None
