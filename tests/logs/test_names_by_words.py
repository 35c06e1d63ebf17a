"""Names that nobody knows, by their words: those that products write, and what these are not."""

import pytest

from app.logs.written.name_words import field_by_words
from app.logs.written.sizes import names_its_unit, plain_size


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("clientRequestHTTPMethodName", "method"),
        ("edge_resp_status", "status"),
        ("lbStatusCode", "status"),
        ("http_response_bytes", "size"),
        ("totalResponseTimeMillis", "seconds"),
        ("Client IP Address", "host"),
        ("request.headers.user-agent", ""),
        ("clientUserAgent", "agent"),
        ("originalRequestUri", "target"),
    ],
)
def test_a_name_is_known_by_its_words(name, field):
    assert field_by_words(name) == field


@pytest.mark.parametrize(
    "name",
    ["upstream_status", "http_request_bytes", "backendResponseTime", "tls_handshake_duration",
     "subStatusCode", "request_queue_time", "method", "note"],
)  # fmt: skip
def test_names_of_other_things_are_no_fields(name):
    assert field_by_words(name) == ""


def test_numbers_of_bytes_are_read_as_people_write_them():
    texts = ["5316", "5,316", "1.234.567", "1\u202f234", "512 bytes", "12.5", "1,2", "5 kB"]
    assert [plain_size(text) for text in texts] == [
        "5316", "5316", "1234567", "1234", "512", "12.5", "1,2", "5 kB",
    ]  # fmt: skip
    assert [names_its_unit(text) for text in ("512B", "512", "5 kB")] == [True, False, False]
