from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "memorandum.security"
    verbose_name = "Bezpečnost"
