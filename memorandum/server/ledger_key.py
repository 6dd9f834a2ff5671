"""The key that signs the ledger of issued papers.

It lives outside the database: whoever can write there can forge rows, but no signature.  It is a file of the server
(``LEDGER_KEY_FILE``; ``./run`` makes one in ``var/``), or stays with a device or a service that a command asks
(``LEDGER_SIGNER``).  Signatures are Ed25519 (RFC 8032) over the bytes of an entry's statement.
"""

import shlex
import subprocess

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from czech.refusals import Refusal

_PATIENCE = 30  # seconds; a device may want a finger on it


class CannotSign(Refusal):
    """There is no key, or what holds it did not sign."""


def public_key() -> str:
    """The public key as 64 hexadecimal digits.  Raise CannotSign where none is set or what is set is no key."""
    if settings.LEDGER_SIGNER or (settings.LEDGER_PUBLIC_KEY and not settings.LEDGER_KEY):
        return str(settings.LEDGER_PUBLIC_KEY)
    return _private_key().public_key().public_bytes_raw().hex()


def sign(statement: str) -> str:
    """The signature of the statement as 128 hexadecimal digits.  Raise CannotSign where there is none."""
    if not settings.LEDGER_SIGNER:
        return _private_key().sign(statement.encode()).hex()
    try:
        told = subprocess.run(  # the operator's own command, from the environment
            shlex.split(settings.LEDGER_SIGNER),
            input=statement.encode(),
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
        signature = told.stdout.decode("ascii").strip().lower()
    except (OSError, ValueError, subprocess.SubprocessError):
        raise CannotSign("Program, který podepisuje knihu vydání, neodpověděl podpisem (LEDGER_SIGNER).") from None
    if not is_signed(statement, signature, public_key()):
        raise CannotSign("Podpis od programu LEDGER_SIGNER nepatří ke klíči LEDGER_PUBLIC_KEY.")
    return signature


def is_signed(statement: str, signature: str, key: str) -> bool:
    """Whether the signature of the statement was made with the key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted() -> list[str]:
    """The public keys that entries may be signed with: today's and those before it (``LEDGER_FORMER_KEYS``)."""
    try:
        current = [public_key()]
    except CannotSign:
        current = []
    return [*current, *(key.strip().lower() for key in settings.LEDGER_FORMER_KEYS)]


def _private_key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LEDGER_KEY))
    except ValueError:
        raise CannotSign("Portál nemá klíč, kterým se podepisuje kniha vydání (LEDGER_KEY_FILE).") from None
