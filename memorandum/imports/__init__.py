"""Tables that staff bring from Excel: read apart, compared with the record, written all or not at all.

``gathered`` has the files read apart (by ``formats``) and finds the ``headings`` of a table; ``kinds`` says what may
be imported, ``columns``, ``values`` and ``lookups`` how a cell is read.  ``comparison`` says what each row would do,
``actions`` does it.  ``official`` puts the lists of the statistical and the surveying office together, ``boundaries``
their maps; ``record_files`` loads a whole record from its own open format.
"""
