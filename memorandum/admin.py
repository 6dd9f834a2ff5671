"""What the admin is called.  Its models are registered by their own apps."""

from django.contrib import admin

admin.site.site_header = "Memorandum – správa evidence"
admin.site.site_title = "Správa evidence"
admin.site.index_title = "Evidence"
