"""What axe finds on the page that is open."""

from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what a page in other colours may break
# Main controls: on a phone a finger must hit them.  Links inside a sentence are as high as its line.
CONTROLS = "button, summary, select, input:not([type=hidden]), :is(nav, .downloads) a, footer li a"
SMALL = """
([controls, least]) => [...document.querySelectorAll(controls)]
  .filter(e => e.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true}))
  .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height < least)
  .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)
"""
#: Rows of a long list are made alike, and axe takes seconds for two hundred of them.
ALIKE = "tbody tr:nth-child(n + 13)"
#: axe, to stand on a page before anything else does.  It reads the same few colours thousands of times, a third of
#: its work; here each is read once.
AXE = f"""
{Axe().axe_script}
(() => {{
  const {{Color}} = axe.commons.color, parse = Color.prototype.parseString, known = new Map()
  Color.prototype.parseString = function (text) {{
    if (!known.has(text)) known.set(text, parse.call(new Color(), text))
    const {{r, g, b, alpha}} = known.get(text)
    return Object.assign(this, {{r, g, b, alpha}})
  }}
}})()
"""
RUN = """
([rules, exclude]) => axe.run(exclude ? {exclude: [exclude]} : document, {runOnly: rules, resultTypes: ["violations"]})
  .then(results => results.violations)
"""


def violations(page, rules=RULES, *, exclude=""):
    """What breaks the rules, one sentence for each element; ``exclude`` is a selector of what is not looked at."""
    return [
        f"{one['id']} ({', '.join(set(one['tags']) & set(RULES))}): {node['html']} {node['failureSummary']}"
        for one in page.evaluate(RUN, [rules, exclude])
        for node in one["nodes"]
    ]


def violations_in_all_looks(page, phone=PHONE):
    """At a desk and on a phone, in light and in dark colours; all of a long list in the first of the four only."""
    found = []
    for size, rows in ((DESK, ""), (phone, ALIKE)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        found += [f"{size['width']} px, light: {broken}" for broken in violations(page, exclude=rows)]
        page.emulate_media(color_scheme="dark")
        found += [f"{size['width']} px, dark: {broken}" for broken in violations(page, COLOURS, exclude=ALIKE)]
    return found
