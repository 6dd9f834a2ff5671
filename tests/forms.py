"""Fill in a form as a browser would: every field with what the page put into it."""

from selectolax.lexbor import LexborHTMLParser


def filled(response, form=None):
    """The fields of a form on the page, by name, ready to be posted.

    ``form`` is the form's id; without it, the form with most fields.  Buttons are left out.
    """
    page = LexborHTMLParser(response.content.decode())
    forms = [_fields(found) for found in page.css("form") if form is None or found.id == form]
    assert forms, f"no form {form or ''} on the page"
    return max(forms, key=len)


def _fields(form):
    fields = {}
    for field in form.css("input, select, textarea"):
        about = field.attributes
        name, kind = about.get("name"), about.get("type", "text")
        if not name or "disabled" in about or kind in ("submit", "button", "file", "reset", "image"):
            continue
        if field.tag == "textarea":
            fields[name] = field.text().replace("\n", "\r\n")  # as a browser sends it
        elif field.tag == "select":
            _choose(fields, name, field)
        elif kind not in ("checkbox", "radio") or "checked" in about:
            fields[name] = about.get("value", "on" if kind == "checkbox" else "")
    return fields


def _choose(fields, name, select):
    options = select.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" in select.attributes:
        fields[name] = [_value(option) for option in chosen]
    elif chosen or options:
        fields[name] = _value((chosen or options)[0])


def _value(option):
    return option.attributes.get("value", option.text())
