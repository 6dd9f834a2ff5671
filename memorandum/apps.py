from django.apps import AppConfig


class MemorandumConfig(AppConfig):
    name = "memorandum"

    def ready(self) -> None:
        from memorandum import checks  # noqa: F401 (registers itself)
        from memorandum.server import database_checks  # noqa: F401
