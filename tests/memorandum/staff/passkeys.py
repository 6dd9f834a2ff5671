"""A passkey as a telephone keeps it: it signs what the portal asks."""

import json

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

SITE, ORIGIN = "localhost", "http://localhost"
FLAGS = AuthenticatorData.FLAG
ID = b"a key of somebody's"


class Passkey:
    """Joined to the user, good for logging in without a name."""

    def __init__(self, user):
        self.user = user
        self.key = ec.generate_private_key(ec.SECP256R1())
        made = AttestedCredentialData.create(bytes(16), ID, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(sha256(SITE.encode()), FLAGS.UP | FLAGS.UV | FLAGS.AT, 0, made)
        told = {
            "clientDataJSON": websafe_encode(CollectedClientData.create("webauthn.create", b"once", ORIGIN)),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        credential = self._told(told) | {"clientExtensionResults": {"credProps": {"rk": True}}}
        WebAuthn.add(user, "telefon", credential)

    @staticmethod
    def _told(response):
        return {"id": websafe_encode(ID), "rawId": websafe_encode(ID), "type": "public-key", "response": response}

    def log_in(self, client):
        """By the button of the page of the login; the client's site must be ``SITE``."""
        asked = client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = asked["request_options"]["publicKey"]["challenge"]
        about = CollectedClientData.create("webauthn.get", challenge, ORIGIN)
        data = AuthenticatorData.create(sha256(SITE.encode()), FLAGS.UP | FLAGS.UV, 1)
        signed = self.key.sign(data + sha256(about), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(about),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
        }
        return client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(self._told(answer))})
