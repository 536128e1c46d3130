"""S3-compatible object storage. Imported only where the setting S3_BUCKET is given, as not every site installs this."""

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from .storage import CHUNK, faults_as_away

MEGABYTE = 1024 * 1024


class Bucket(S3Storage):
    """A private bucket. A request ends well within gunicorn's thirty seconds, whether or not the storage answers."""

    def __init__(self, **options):
        addressing = "path" if options.get("endpoint_url") else "auto"
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing},
            connect_timeout=3,
            read_timeout=10,
            retries={"total_max_attempts": 2, "mode": "standard"},
            # Not all that is compatible with S3 knows the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # Without threads, and a file up to this size in one request.
        transfer = TransferConfig(use_threads=False, multipart_threshold=64 * MEGABYTE)
        super().__init__(client_config=config, transfer_config=transfer, max_memory_size=MEGABYTE, **options)

    def _open(self, name, mode="rb"):
        """The file, fetched whole, so that no answer breaks off in the middle; a large one is in a temporary file."""
        with self._away():
            file = super()._open(name, mode)
            file.file  # noqa: B018 (fetches it)
            return file

    def pieces(self, name, first, last):
        """Iterator over the bytes of a file from `first` to `last`: the bucket is asked for no others.

        Raises FileNotFoundError also for a file that does not have them.
        """
        with self._away():
            try:
                answer = self.bucket.Object(name).get(Range=f"bytes={first}-{last}")
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 416):
                    raise FileNotFoundError(f"{name} does not have the bytes up to {last}") from error
                raise
        return answer["Body"].iter_chunks(CHUNK)

    def _save(self, name, content):
        with self._away():
            return super()._save(name, content)

    def delete(self, name):
        with self._away():
            super().delete(name)

    def exists(self, name):
        with self._away():
            return super().exists(name)

    def size(self, name):
        with self._away():
            return super().size(name)

    def url(self, *args, **kwargs):
        raise NotImplementedError("Files are served by views that check who asks")

    @staticmethod
    def _away():
        return faults_as_away(BotoCoreError, ClientError, Boto3Error)
