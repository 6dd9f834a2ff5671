"""Papers: one outline, rendered as a web page, DOCX and PDF."""
