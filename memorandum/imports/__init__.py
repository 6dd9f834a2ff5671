"""Tables that staff bring from Excel: read apart, compared with the record, written all or not at all.

``packed``, ``texts`` and ``reading`` take bytes apart and know nothing of Django: ``tables`` runs them in a process of
their own, with limits.  ``kinds`` says what may be imported and by which columns; ``plans`` compares, ``actions``
writes, ``official`` puts the lists of the statistical and the surveying office together.
"""
