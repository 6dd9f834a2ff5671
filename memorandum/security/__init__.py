"""Who tried to get in: wrong tries slow down whoever makes them, and what mattered is kept in a log.

No HTTP: the faces say from where somebody comes.
"""
