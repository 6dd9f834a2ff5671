"""Takes the handbook's pictures anew: `python docs/prirucka/pictures.py [NAME …]`, a developer's tool.

It serves the region's record from a throwaway database, signs in as „editorka“ and goes through the pages that the
handbook tells about.  What is typed there is what the record holds; nothing is made up.  Needs what tests need
(requirements-dev.txt, Chromium) and ImageMagick's `convert` to make the files small.
"""

import contextlib
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "static" / "prirucka"
RECORD = ROOT / "data" / "liberecky-kraj"
PASSWORD = "jen pro obrázky příručky"
WIDTH = 1280
FACT = "f25-ralsko"
DISCREPANCY = "rozpor-velke-hamry-zacatek"
PAPER = "pisemna-informace-2016-08-30"

#: A browser without Czech writes days as Americans do.
DAYS = """
document.querySelectorAll("input[type=date]").forEach(field => {
  const [year, month, day] = field.value.split("-");
  if (day) { field.type = "text"; field.size = 12; field.value = `${day}.${month}.${year}`; }
})
"""

Shot = Callable[["Desk"], None]
SHOTS: dict[str, Shot] = {}


def shot(take: Shot) -> Shot:
    SHOTS[take.__name__.replace("_", "-")] = take
    return take


class Desk:
    """A browser window in which somebody of the staff is signed in."""

    def __init__(self, browser: Browser, url: str, user: str) -> None:
        self.browser, self.url = browser, url
        context = browser.new_context(
            viewport={"width": WIDTH, "height": 900}, locale="cs-CZ", color_scheme="light", bypass_csp=True
        )
        context.set_default_timeout(15_000)
        self.page = context.new_page()
        self.open("/sprava/")
        self.page.get_by_label("Uživatelské jméno").fill(user)
        self.page.get_by_label("Heslo").fill(PASSWORD)
        self.page.get_by_role("button", name="Přihlásit se", exact=True).click()
        self.page.wait_for_url("**/sprava/")

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def find(self, model: str, text: str) -> Page:
        """The page of the record that the list finds first."""
        self.open(f"/sprava/{model}/?q={text}")
        return self.follow(self.page.locator("#result_list tbody th a").first)

    def follow(self, link: Locator) -> Page:
        with self.page.expect_navigation(wait_until="networkidle"):
            link.click()
        return self.page

    def take(
        self,
        name: str,
        *parts: str | Locator,
        height: int = 900,
        width: int = WIDTH,
        margin: int = 16,
        here: bool = False,
    ) -> None:
        """Keep what the parts of the page take up together, from the top (or as it is rolled) at most so high."""
        page = self.page
        page.evaluate("document.activeElement?.blur()")
        page.evaluate(DAYS)
        page.add_style_tag(content=".submit-row { position: static !important; }")  # it would lie over what is told
        if not here:
            page.evaluate("scrollTo(0, 0)")
        found = [part if isinstance(part, Locator) else page.locator(part).first for part in parts]
        boxes = [box for part in found if (box := part.bounding_box())]
        left = max(0, min(box["x"] for box in boxes) - margin)
        top = max(0, min(box["y"] for box in boxes) - margin)
        right = min(left + width, WIDTH, max(box["x"] + box["width"] for box in boxes) + margin)
        bottom = min(max(box["y"] + box["height"] for box in boxes) + margin, top + height)
        clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        file = TARGET / f"{name}.png"
        page.screenshot(path=file, clip=clip, full_page=not here, animations="disabled")
        if convert := shutil.which("convert"):
            subprocess.run([convert, file, "-strip", "+dither", "-colors", "64", f"PNG8:{file}"], check=True)
        print(f"{name}: {clip['width']:.0f} × {clip['height']:.0f}, {file.stat().st_size // 1000} kB")


def fact() -> dict[str, str]:
    """What the record holds of the change that is entered in the pictures."""
    with (RECORD / "support_changes.csv").open(encoding="utf-8") as file:
        return next(row for row in csv.DictReader(file) if row["key"] == FACT)


@shot
def druhy_krok(desk: Desk) -> None:
    desk.open("/sprava/ucet/druhy-faktor/")
    desk.take("druhy-krok", "main", height=580, width=1100, margin=0)


@shot
def ukoly(desk: Desk) -> None:
    page = desk.open("/sprava/")
    page.locator(".finding-group summary").first.click()
    desk.take("ukoly", "#header", "#content", height=820)


@shot
def lokalita_dnes(desk: Desk) -> None:
    desk.find("localities/locality", "Ralsko")
    desk.take("lokalita-dnes", "#content", height=820)


@shot
def zmena_podpory_radek(desk: Desk) -> None:
    """The change of the record is written into the row once more; it is not saved."""
    known = fact()
    page = desk.find("localities/locality", "Ralsko")
    row = page.locator("#support_changes-0")
    row.get_by_label("Druh podpory").select_option(label="vzdálená podpora (nerozlišeno)")
    row.get_by_label("Kdy").fill("1. 7. 2016")
    row.get_by_label("Pasáž").fill(" ".join(known["passage"].split()))
    desk.take("zmena-podpory-radek", "#support_changes-group", height=900)


@shot
def castka_radek(desk: Desk) -> None:
    page = desk.find("localities/locality", "Liberec")
    group = page.locator("section.facts", has=page.get_by_text("Zapsat částku"))
    group.get_by_text("Zapsat částku").click()
    desk.take("castka-radek", group, height=900)


@shot
def zdroj(desk: Desk) -> None:
    desk.open(f"/zdroje/{PAPER}/")
    desk.take("zdroj", "main", height=860, width=1000, margin=0)


@shot
def oprava(desk: Desk) -> None:
    page = desk.find("localities/locality", "Ralsko")
    desk.follow(page.get_by_role("link", name="Opravit podle nového zdroje: Ralsko: vzdálená podpora"))
    desk.take("oprava", "#content", height=1000)


@shot
def rozpor(desk: Desk) -> None:
    desk.find("localities/discrepancy", "Velké Hamry")
    desk.take("rozpor", "#content", height=1000)


def publish(desk: Desk, user: str) -> None:
    """Somebody takes the source that is open here out of the public, or back."""
    somebody = Desk(desk.browser, desk.url, user)
    somebody.page.goto(desk.page.url)
    somebody.page.locator("[name=is_public]").click()
    somebody.follow(somebody.page.locator("[name=_save]"))


@shot
def zmenil_nekdo_jiny(desk: Desk) -> None:
    """A colleague changes the source while it is open here."""
    page = desk.find("evidence/source", "Monitor")
    publish(desk, "kolega")
    desk.follow(page.locator("[name=_continue]"))
    desk.take("zmenil-nekdo-jiny", "#content", height=800)


@shot
def historie(desk: Desk) -> None:
    """What was done and undone, with the way back."""
    page = desk.find("evidence/source", "Monitor")
    for name in ("editorka", "kolega"):
        publish(desk, name)
    desk.follow(page.locator("a.historylink"))
    desk.take("historie", "#content", height=620)


@shot
def zasedani(desk: Desk) -> None:
    page = desk.open("/sprava/council/session/?held_on__year=2016")
    desk.follow(page.locator("#result_list tbody tr", has_text="Zastupitelstvo").locator("th a").first)
    desk.take("zasedani", "#content", height=1000)


@shot
def sestaveni(desk: Desk) -> None:
    page = desk.find("council/paper", "Memorandum")
    page.wait_for_timeout(2_000)  # the preview comes when the page rests
    desk.take("sestaveni", "#header", "#content", height=900)


@shot
def vydani(desk: Desk) -> None:
    page = desk.find("council/paper", "Memorandum")
    desk.follow(page.get_by_role("link", name="Vydat…"))
    desk.take("vydani", "#content", height=900)


@shot
def sablona(desk: Desk) -> None:
    """The portal's own template, brought as if it were the office's."""
    page = desk.open("/sprava/council/template/add/")
    page.get_by_label("Název").fill("Zkušební šablona")
    page.locator("[name=document]").set_input_files(ROOT / "formats" / "paper.docx")
    desk.follow(page.locator("[name=_save]"))
    desk.take("sablona", "#content", height=740)


@shot
def uzivatel(desk: Desk) -> None:
    page = desk.find("auth/user", "editorka")
    role = page.locator("fieldset", has=page.get_by_role("heading", name="Role", exact=True))
    desk.take("uzivatel", role, page.locator("#scope-group"), height=1400)


@shot
def casova_lista(desk: Desk) -> None:
    page = desk.open("/lokality/?ke_dni=2016-08-30&znamo_k=2016-08-30")
    desk.take("casova-lista", ".timebar", page.locator("main"), height=620, margin=0)


# The last two change something, so that there is something to bring.


@shot
def import_nahled(desk: Desk) -> None:
    """The table of sources gives back a number that was deleted from one of them."""
    page = desk.open("/sprava/evidence/source/?q=1145")
    with page.expect_download() as download:
        page.get_by_role("link", name="Stáhnout v Excelu").click()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "zdroje.xlsx"
        download.value.save_as(table)
        desk.follow(page.locator("#result_list tbody th a").first)
        page.locator("[name=number]").fill("")
        desk.follow(page.locator("[name=_save]"))
        desk.open("/sprava/import/")
        page.locator("#id_kind").select_option(label="Zdroje")
        page.locator("#id_files").set_input_files(table)
        desk.follow(page.get_by_role("button", name="Zobrazit náhled"))
        page.get_by_role("button", name="Provést").wait_for()
    desk.take("import-nahled", "#content", height=760)


@shot
def cteni(desk: Desk) -> None:
    """A copy of the paper says again what the record holds: that is offered as confirmations."""
    text = (RECORD / "texts" / f"{PAPER}.txt").read_text(encoding="utf-8")
    page = desk.open("/sprava/cteni/")
    page.locator("[name=title]").fill("Písemná informace, opis")
    page.locator("[name=text]").fill(text[text.index("V současné chvíli") :])
    desk.follow(page.get_by_role("button", name="Uložit text a přečíst"))
    page.locator("article", has_text="intenzivní podpora").first.evaluate("card => scrollTo(0, card.offsetTop - 300)")
    desk.take("cteni", ".reading", height=760, here=True)


@contextlib.contextmanager
def portal() -> Iterator[str]:
    """The region's record in a database of its own, served for as long as the pictures take."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = os.environ.get("PORT") or str(probe.getsockname()[1])
        probe.close()
        environment = os.environ | {"VAR_DIR": folder, "STAFF_MFA": "optional"}
        environment.pop("DATABASE_URL", None)
        log = (Path(folder) / "log").open("w")
        run = [sys.executable, str(ROOT / "manage.py")]
        server = subprocess.Popen([*run, "serve", "--port", port], env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/zdravi", server)
            for name in ("editorka", "kolega"):
                account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DJANGO_SUPERUSER_EMAIL": ""}
                create = [*run, "createsuperuser", "--noinput", "--username", name]
                subprocess.run(create, env=environment | account, check=True, stdout=log, stderr=log)
            yield url
        except BaseException:
            print((Path(folder) / "log").read_text()[-2000:], file=sys.stderr)
            raise
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        if server.poll() is not None:
            raise SystemExit("The portal did not start.")
        time.sleep(0.2)
    raise SystemExit("The portal did not start in time.")


def main() -> None:
    wanted = sys.argv[1:] or list(SHOTS)
    TARGET.mkdir(exist_ok=True)
    with portal() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--lang=cs"],
            env=os.environ | {"LANGUAGE": "cs_CZ"},
        )
        desk = Desk(browser, url, "editorka")
        failed = []
        for name in wanted:
            try:
                SHOTS[name](desk)
            except Error as error:
                failed.append(f"{name}: {error}")
        browser.close()
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main()
