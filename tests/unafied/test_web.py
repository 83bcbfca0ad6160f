"""How the web process is set up."""

from django.conf import settings

from unafied.web import configuration


def test_a_frame_may_be_no_larger_than_a_body() -> None:
    assert configuration().ws_max_size == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
