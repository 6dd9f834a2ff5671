"""Backups of the database, and the way back: dumps with fingerprints, restored beside and only then put in its place.

``programs`` finds PostgreSQL's own programs, ``fingerprints`` says what a database holds, ``files`` makes and checks
backups, ``restoring`` brings one back, ``done`` remembers when it was last done.  See docs/provoz/.
"""
