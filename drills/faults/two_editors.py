"""Two people of the staff send the same form at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from drills.world import World

PROVES = "Uloží-li dva lidé týž záznam v témže okamžiku, uspěje právě jeden; druhý dostane větu a své znění zpět."
#: The control: the page neither locks the record nor asks which version was read.
_OFF = "from memorandum.staff.admin.records import RecordAdmin; del RecordAdmin.get_object"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF)
    first, second = portal.staff(), portal.staff("administrator")
    pk = cluster.execute("SELECT min(id) FROM localities_discrepancy")[0][0]
    page = f"/sprava/localities/discrepancy/{pk}/change/"
    start = Barrier(2)

    def send(staff: Any, form: dict[str, Any], title: str) -> tuple[int, str, str]:
        start.wait(20)
        answer = staff.post(page, form | {"title": title})
        return answer.status, answer.text, title

    rounds = 6 if world.short else 25
    with ThreadPoolExecutor(2) as pool:
        for number in range(rounds):
            forms = [staff.form(page) for staff in (first, second)]
            sent = [
                pool.submit(send, staff, form, f"{number} od {who}")
                for who, (staff, form) in enumerate(zip((first, second), forms, strict=True))
            ]
            answers = sorted((one.result(60) for one in sent), key=lambda told: told[0])
            assert [status for status, *_ in answers] == [200, 302], [status for status, *_ in answers]
            (_, refused, typed), (_, _, won) = answers
            assert "mezitím změnil" in refused, "odmítnutý se nedozvěděl proč"
            assert typed in refused, "odmítnutému se ztratilo, co napsal"
            there = cluster.execute("SELECT title FROM localities_discrepancy WHERE id = %s", pk)[0][0]
            assert there == won, f"v evidenci je {there}, uloženo bylo {won}"
    return {"střetů": rounds, "ztracených zápisů": 0}
