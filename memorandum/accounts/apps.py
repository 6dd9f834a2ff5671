from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "memorandum.accounts"
    verbose_name = "přihlašování"
