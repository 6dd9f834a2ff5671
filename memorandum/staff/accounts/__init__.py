"""How staff get in: a name and a password, a second factor, or the account that their office gave them.

The work is django-allauth's; here is what the portal wants otherwise.
"""
