"""What a paper says, as plain texts."""

from formats.outline import Details, Heading, Items, Paragraph, Remark, Table


def said(outline):
    """The texts of the outline's parts in their order; cells of a table are divided by a bar."""
    return [text for part in outline.blocks for text in _said(part)]


def _said(part):
    match part:
        case Heading():
            return [part.text]
        case Paragraph() | Remark():
            return [_text(part.runs)]
        case Items():
            return [_text(item) for item in part.items]
        case Details():
            return [f"{label}: {'; '.join(map(_text, lines))}" for label, lines in part.rows]
        case Table():
            rows = [*part.rows, *([part.foot] if part.foot else [])]
            return [part.caption, "|".join(part.head), *("|".join(map(_text, row)) for row in rows)]
    raise AssertionError(part)


def _text(runs):
    return "".join(run.text for run in runs)
