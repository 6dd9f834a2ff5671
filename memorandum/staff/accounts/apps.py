from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "memorandum.staff.accounts"
    verbose_name = "přihlašování"
