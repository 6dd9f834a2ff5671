"""What the database keeps and refuses by triggers and functions is taken away, one after another."""

from typing import Any

from drills.world import World

PROVES = "Zmizí-li z databáze kterýkoli trigger nebo funkce, které ji hlídají, řekne to kontrola před každou migrací i ověření."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    world.here(cluster)
    from django.db import connection, transaction

    from evidence.guards import Function, problems
    from memorandum import checks
    from memorandum.guards import guards

    if not guarded:  # the control: nobody looks
        setattr(checks, "problems", lambda guards: iter(()))  # noqa: B010
    every = guards()
    assert not list(problems(every)), list(problems(every))
    noticed = 0
    for guard in every:
        with transaction.atomic(), connection.cursor() as cursor:
            if isinstance(guard, Function):
                cursor.execute(_altered(cursor, guard.name))
            else:
                cursor.execute(f"DROP TRIGGER {guard.name} ON {guard.table}")
            told = list(checks.guards_stand(None, databases=["default"]))
            transaction.set_rollback(True)
        assert told, f"chybějící {guard.name} nikdo nepoznal"
        noticed += 1
    return {"pojistek databáze": len(every), "poznaných": noticed}


def _altered(cursor: Any, name: str) -> str:
    """The function with another body of the same shape."""
    cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [name])
    definition: str = cursor.fetchone()[0]
    begin = definition.index("$function$") + len("$function$")
    return f"{definition[:begin]} {definition[begin:]}"
