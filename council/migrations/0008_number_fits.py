"""Does a resolution's number fit its body's pattern: staff type the pattern, so it may be no regular expression."""

from django.db import migrations

NUMBER_FITS = r"""
CREATE FUNCTION council_number_fits(number text, pattern text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN number ~ ('^(?:' || pattern || ')$');
EXCEPTION WHEN invalid_regular_expression THEN
    RETURN NULL;  -- the pattern cannot be read; the question must not fail for it
END
$$"""


class Migration(migrations.Migration):
    dependencies = [("council", "0007_guards_of_issued_papers")]
    operations = [migrations.RunSQL(NUMBER_FITS, "DROP FUNCTION council_number_fits")]
