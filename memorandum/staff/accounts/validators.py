from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's check of a password's length, whose newest sentence Django has not put into Czech."""

    def get_error_message(self) -> str:
        return f"Heslo je příliš krátké. Musí mít aspoň {self.min_length} znaků; dobře se pamatují čtyři slova."

    def get_help_text(self) -> str:
        return f"Heslo musí mít aspoň {self.min_length} znaků; dobře se pamatují čtyři slova."
