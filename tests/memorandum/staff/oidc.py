"""A small OpenID Connect provider on this machine: discovery, authorization with PKCE, tokens, keys, userinfo."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "portal", "tajemství klienta"


class Provider(ThreadingHTTPServer):
    """``person`` is whoever sits at the provider's own login; ``token`` adds claims to the ID token alone."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ProviderHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person, self.token, self.codes, self.asked = {}, {}, {}, []
        self.error = ""

    def id_token(self, nonce):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "sub": self.person["sub"]}
        if nonce:
            claims["nonce"] = nonce
        return jwt.encode(claims | self.token, self.key, algorithm="RS256", headers={"kid": "1"})


class ProviderHandler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *args):
        """Nobody reads it."""

    def do_GET(self):
        parts = urlsplit(self.path)
        self.server.asked.append(parts.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        at = self.server.url
        if parts.path == "/.well-known/openid-configuration":
            self.tell(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "userinfo_endpoint": f"{at}/userinfo",
                    "jwks_uri": f"{at}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif parts.path == "/authorize":
            self.authorize(asked)
        elif parts.path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self.tell({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]})
        elif parts.path == "/userinfo" and self.headers["Authorization"] in self.server.codes:
            self.tell(self.server.person)
        else:
            self.send_error(404)

    def authorize(self, asked):
        """The person is logged in here already, so the way leads straight back."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        if self.server.error:
            answer = {"error": self.server.error}
        else:
            code = secrets.token_urlsafe(8)
            self.server.codes[code] = asked
            answer = {"code": code}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}")
        self.end_headers()

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        sent = {name: values[0] for name, values in form.items()}
        asked = self.server.codes.pop(sent.get("code"), None)
        if asked is None or sent["client_secret"] != SECRET or sent["redirect_uri"] != asked["redirect_uri"]:
            self.send_error(400)
            return
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            self.send_error(400)
            return
        access = secrets.token_urlsafe(8)
        self.server.codes[f"Bearer {access}"] = asked
        token = self.server.id_token(asked.get("nonce"))
        self.tell({"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def tell(self, what):
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def running_provider():
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join()
        provider.server_close()


def settings_for(provider):
    """What the operator would set for it."""
    app = {
        "provider_id": "oidc",
        "name": "účtem Zkušebního úřadu",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": provider.url},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
