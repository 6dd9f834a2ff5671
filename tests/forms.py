"""Fill in a form as a browser would: every field with what the page put into it."""

import html5lib


def filled(response, form=None):
    """The fields of a form on the page, by name, ready to be posted.

    ``form`` is the form's id; without it, the form with most fields.  Buttons are left out.
    """
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    forms = [_fields(found) for found in page.iter("form") if form is None or found.get("id") == form]
    assert forms, f"no form {form or ''} on the page"
    return max(forms, key=len)


def _fields(form):
    fields = {}
    for field in form.iter():
        if field.tag not in ("input", "select", "textarea"):
            continue
        name, kind = field.get("name"), field.get("type", "text")
        if not name or "disabled" in field.attrib or kind in ("submit", "button", "file", "reset", "image"):
            continue
        if field.tag == "textarea":
            text = "".join(field.itertext()).removeprefix("\n")
            fields[name] = text.replace("\n", "\r\n")  # as a browser sends it
        elif field.tag == "select":
            _choose(fields, name, field)
        elif kind not in ("checkbox", "radio") or "checked" in field.attrib:
            fields[name] = field.get("value", "on" if kind == "checkbox" else "")
    return fields


def _choose(fields, name, select):
    options = list(select.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib]
    if "multiple" in select.attrib:
        fields[name] = [option.get("value", option.text) for option in chosen]
    elif chosen or options:
        option = (chosen or options)[0]
        fields[name] = option.get("value", option.text or "")
