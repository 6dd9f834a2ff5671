"""Uploads are cut off where they grow too large, before they fill a disk: Django itself would take any size."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from formats.limits import MOST_BYTES

#: In ``request.META`` of a request whose files were too large together and were not kept.
TOO_LARGE = "memorandum.too_large"


class Quota(FileUploadHandler):
    """Stands before the handlers that keep files; passes on what is within the limit."""

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            assert self.request is not None
            self.request.META[TOO_LARGE] = "1"
            raise StopUpload(connection_reset=False)  # the rest is read and thrown away
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
