"""The public portal as files: what a plain web server shows when everything else is down.

``addresses`` says what a mirror has and how its files are called, ``pages`` makes a page one of the mirror,
``making`` asks for everything and puts the new mirror in place of the old one.  See docs/provoz/zrcadlo.md.
"""
