"""What the record has to do with a source, found column by column and not as its page finds it."""

from django.apps import apps

from evidence.models import Source
from evidence.models.citations import cited_models

NOTHING = "Na tomto zdroji zatím nestojí žádný údaj"


def pointing(document):
    """Public records of every kind that name the source in any column, by that column."""
    for model in apps.get_models():
        columns = [column.name for column in model._meta.concrete_fields if column.related_model is Source]
        for column in columns:
            rows = model._default_manager.public() if model in cited_models() else model._default_manager.all()
            if rows.filter(**{column: document}).exists():
                yield f"{model.__name__}.{column}"
