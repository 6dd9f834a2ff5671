"""Reading a paper in: from the words of a document to facts that a person accepts, changes or drops.

Rules only, no guessing: the same text and the same record always give the same proposals, and nothing here writes
before somebody has clicked.
"""
