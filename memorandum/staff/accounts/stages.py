from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):
    """Ask for the second factor, unless the office's provider has just asked for one on its side."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record["method"] == "mfa" and record.get("type") == "oidc" for record in records):
            return False
        return bool(super()._should_handle(request))
