"""How the web process is set up."""

from django.conf import settings

from unafied.web import configuration


def test_a_frame_may_be_no_larger_than_a_body() -> None:
    assert configuration().ws_max_size == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_a_socket_on_which_nothing_is_said_is_pinged_before_a_proxy_ends_it_and_a_dead_one_is_noticed() -> None:
    settled = configuration()
    assert settled.ws_ping_interval is not None
    assert 20 <= settled.ws_ping_interval < 60, "seldom, for ten thousand are pinged, but within the minute"
    assert settled.ws_ping_timeout is not None
    assert settled.ws_ping_timeout <= 60
