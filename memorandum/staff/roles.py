"""Who on the staff may do what.

Four roles, each may do all that those before it may.  They are groups in the database; migrations make them so as
they are written here (``settle``), and nothing else does: neither an administrator nor a superuser edits a group.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Role(IntEnum):
    READER = 1
    EDITOR = 2
    PUBLISHER = 3
    ADMINISTRATOR = 4

    @property
    def group(self) -> str:
        """The name of the role's group."""
        return _WORDS[self][0]

    @property
    def explanation(self) -> str:
        return _WORDS[self][1]


_WORDS = {
    Role.READER: ("čtenář", "vidí celou evidenci i to, co není zveřejněno; nic nemění"),
    Role.EDITOR: ("editor", "navíc zapisuje a opravuje údaje, zdroje, plány a písemnosti"),
    Role.PUBLISHER: (
        "publikující",
        "navíc zveřejňuje lokality, zdroje, rozpory a písemnosti, vydává písemnosti a maže záznamy s vlastní stránkou",
    ),
    Role.ADMINISTRATOR: ("správce", "navíc spravuje uživatele, orgány, druhy podpory, programy a soubory"),
}


@dataclass(frozen=True, slots=True)
class Rights:
    """From which role on a verb is allowed; None leaves it to superusers, or to nobody where the admin says so."""

    view: Role | None = Role.READER
    add: Role | None = None
    change: Role | None = None
    delete: Role | None = None


#: What a source says about something: entered, mended, struck out when it was entered by mistake, never deleted.
_ENTRY = Rights(add=Role.EDITOR, change=Role.EDITOR)
#: What belongs to another record.
_PART = Rights(add=Role.EDITOR, change=Role.EDITOR, delete=Role.EDITOR)
#: What has a page of its own or carries many facts: deleting it is taking it off the web.
_PAGE = Rights(add=Role.EDITOR, change=Role.EDITOR, delete=Role.PUBLISHER)
#: A list that the record is written with.
_LIST = Rights(add=Role.ADMINISTRATOR, change=Role.ADMINISTRATOR, delete=Role.ADMINISTRATOR)
#: Written by programs only.
_READ = Rights()

#: Every model that staff meet.
RIGHTS: dict[str, Rights] = {
    "council.AgendaItem": _PART,
    "council.AgendaStep": _PART,
    "council.Block": _PART,
    "evidence.Body": _LIST,
    "evidence.BodyChange": _ENTRY,
    "evidence.BodyConfirmation": _ENTRY,
    "evidence.File": Rights(delete=Role.ADMINISTRATOR),
    "council.IssuedPaper": _READ,
    "council.LedgerEntry": _READ,
    "evidence.Import": Rights(view=Role.ADMINISTRATOR),
    "evidence.ImportFile": Rights(view=Role.ADMINISTRATOR),
    "evidence.LoadedKey": _READ,
    "council.Memorandum": _PAGE,
    "council.MemorandumChange": _ENTRY,
    "council.MemorandumConfirmation": _ENTRY,
    "council.MemorandumParty": _PART,
    "council.MemorandumTerm": _ENTRY,
    "council.TermConfirmation": _ENTRY,
    "council.Paper": _PAGE,
    "council.PaperEntry": _PART,
    "evidence.Reference": _PART,
    "council.Session": _PAGE,
    "evidence.Source": _PAGE,
    "council.Template": Rights(add=Role.PUBLISHER, delete=Role.ADMINISTRATOR),
    "evidence.Verdict": _READ,
    "council.TimeStamp": _READ,
    "council.Withdrawal": _READ,
    "localities.Boundary": _READ,
    "localities.Discrepancy": Rights(add=Role.EDITOR, change=Role.EDITOR),  # hidden, not deleted: its sides hold it
    "localities.DiscrepancyClaim": _PART,
    "localities.Conclusion": _ENTRY,
    "localities.Locality": _PAGE,
    "localities.LocalityAlias": _PART,
    "localities.Membership": _ENTRY,
    "localities.MembershipConfirmation": _ENTRY,
    "localities.Municipality": Rights(add=Role.EDITOR, change=Role.EDITOR, delete=Role.ADMINISTRATOR),
    "localities.FormerRegistration": _PART,
    "localities.PopulationCount": _PART,
    "localities.NationalCount": _ENTRY,
    "localities.CountConfirmation": _ENTRY,
    "localities.Plan": _PART,
    "localities.PlanChange": _ENTRY,
    "localities.PlanConfirmation": _ENTRY,
    "localities.Scope": Rights(*[Role.ADMINISTRATOR] * 4),
    "localities.SupportChange": _ENTRY,
    "localities.SupportConfirmation": _ENTRY,
    "localities.SupportKind": _LIST,
    "funding.Amount": _ENTRY,
    "funding.AmountConfirmation": _ENTRY,
    "funding.Operation": _PART,
    "funding.OperationLink": _PART,
    "funding.Programme": _LIST,
    "security.SecurityEvent": Rights(view=Role.ADMINISTRATOR),
    "auth.Group": Rights(view=Role.ADMINISTRATOR),
    "auth.User": Rights(view=Role.ADMINISTRATOR, add=Role.ADMINISTRATOR, change=Role.ADMINISTRATOR),
}

#: What is more than viewing, adding, changing and deleting: permissions that models declare.
MORE: dict[str, Role] = {
    "council.activate_template": Role.PUBLISHER,
    "council.issue_paper": Role.PUBLISHER,
    "council.publish_paper": Role.PUBLISHER,
    "evidence.publish_source": Role.PUBLISHER,
    "localities.publish_discrepancy": Role.PUBLISHER,
    "localities.publish_locality": Role.PUBLISHER,
}


def permissions(role: Role) -> set[str]:
    """All that the role may do, as „app.codename“."""
    allowed = {permission for permission, lowest in MORE.items() if lowest <= role}
    for label, rights in RIGHTS.items():
        app, model = label.lower().split(".")
        for verb in ("view", "add", "change", "delete"):
            lowest = getattr(rights, verb)
            if lowest is not None and lowest <= role:
                allowed.add(f"{app}.{verb}_{model}")
    return allowed


def settle(apps: Any, schema_editor: Any = None) -> None:
    """Make the groups what is written above, for the models that ``apps`` knows; to be run by a migration.

    The migrations that run it hold no copy of the rules.  Whichever runs last leaves the groups right, however old
    the database is; an earlier one only meets fewer models.  Permissions are made here where Django has not made
    them yet, which it does only after all migrations.
    """
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    made = {}
    for label in RIGHTS:
        try:
            meta = apps.get_model(label)._meta
        except LookupError:  # a later migration makes the model and runs this again
            continue
        content_type, _ = ContentType.objects.get_or_create(app_label=meta.app_label, model=meta.model_name)
        usual = [
            (f"{verb}_{meta.model_name}", f"Can {verb} {meta.verbose_name_raw}") for verb in meta.default_permissions
        ]
        for codename, name in [*usual, *meta.permissions]:
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            made[f"{meta.app_label}.{codename}"] = permission
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.group)
        group.permissions.set([made[name] for name in permissions(role) if name in made])
