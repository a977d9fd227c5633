"""What is read of a file that is sent: no more than it takes to know that it is too large."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


def most_bytes() -> int:
    """The size of the largest file that is taken."""
    return settings.UPLOAD_MEGABYTES * 1024 * 1024


class UntilTooLarge(FileUploadHandler):
    """Stands before the handlers that store. It lets a file through until it is larger than what is taken,
    so that a form can say so, and drops the rest, so that nobody fills the disk."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.passed = 0

    def receive_data_chunk(self, raw_data, start):
        if self.passed > most_bytes():
            return None
        self.passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size):
        return None
