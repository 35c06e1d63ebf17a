"""Lines that look like other ones: what stands in them is taken for what it is, or left alone."""

import pytest

from app.logs import read_log
from app.logs.detection.layouts import _own_marks
from app.problem import Problem

HOSTS = [f"203.0.113.{number}" for number in range(1, 41)]
CLF = "[02/Jan/2024:03:00:00 +0000]"


def read(tmp_path, line, head="", hosts=HOSTS):
    path = tmp_path / "own.log"
    lines = [
        line.replace("HOST", host)
        .replace("NUMBER", str(n))
        .replace("SITE", str(n % 3))
        .replace("PROXY", str(n % 2))
        for n, host in enumerate(hosts)
    ]
    path.write_text(head + "".join(line + "\n" for line in lines))
    return read_log(path)


@pytest.mark.parametrize(
    ("line", "right"),
    [
        # A time of the line goes before one that tells when something was made.
        ('2024-01-02T03:00:00Z INFO {"method":"GET","path":"/a","status":200,"ip":"HOST",'
         '"created_at":"2019-05-05T00:00:00Z"}', {"year": 2024}),
        ('{"created_at":"2019-01-01T00:00:00Z","occurred":"2024-01-02T03:00:00Z","method":"GET","path":"/a",'
         '"status":200,"ip":"HOST"}', {"year": 2024}),
        ('{"created_at":"2024-01-02T03:00:00Z","ip":"HOST","method":"GET","path":"/a","status":200,"bytes":5,'
         '"expires_at":"2030-03-01T00:00:00Z"}', {"year": 2024}),
        ('{"updatedAt":"2025-01-02T03:00:00Z","createdAt":"2024-01-02T03:00:00Z","ip":"HOST","method":"GET",'
         '"path":"/a","status":200}', {"year": 2024}),
        # Who logs is not who asks.
        ('I, [2024-01-02T03:00:00Z #12]  INFO -- : 10.0.0.5 {"method"=>"GET", "path"=>"/a", "status"=>200, '
         '"ip"=>"HOST", "size"=>5}', {"host": "HOST"}),
        ('2024-01-02T03:00:00Z app@10.0.0.5 [info] %{method: "GET", path: "/a", status: 200, remote: "HOST", '
         'host: "x.example"}', {"host": "HOST"}),
        # A letter names a status beside a size.
        ('{"t":"2024-01-02T03:00:00Z","h":"HOST","s":200,"b":26997}', {"status": 200, "size": 26997}),
        ("ts=2024-01-02T03:00:00Z s=404 b=93298 h=HOST", {"status": 404, "size": 93298}),
        # An hour of a web socket in milliseconds.
        ('{"time":"2024-01-02T03:00:00Z","ip":"HOST","request":"GET /a","status":101,"duration":3600000}',
         {"response time": 3600}),
        ('{"time":"2024-01-02T03:00:00Z","ip":"HOST","request":"GET /a","status":200,"us":7}', {"us": "7"}),
        # Nor is the machine that logs, or one that is asked.
        ("2024-01-02T03:00:00Z 198.51.100.4 method=GET path=/a status=200 from=HOST bytes=5",
         {"host": "HOST"}),
        ("2024-01-02T03:00:00Z 198.51.100.4 app[12]: method=GET path=/a status=301 bytes=5",
         {"host": "(none)"}),
        (f'203.0.113.SITE 10.0.0.PROXY - - {CLF} "GET /a HTTP/1.1" 200 512 "-" "x"',
         {"host": "10.0.0.PROXY"}),
        # The last value of a name that comes twice counts.
        ('{"time":"start","ip":"HOST","method":"GET","path":"/a","status":0,"status":404,'
         '"time":"2024-01-02T03:00:00Z"}', {"year": 2024, "status": 404}),
        (f'10.0.0.1:80 pcNUMBER - - {CLF} "GET /a HTTP/1.1" 200 512 "-" "x"',
         {"host": "pcNUMBER", "vhost": "10.0.0.1:80"}),
    ],
)  # fmt: skip
def test_what_looks_like_another_field_is_none(line, right, tmp_path):
    log = read(tmp_path, line)
    assert (log.accepted, log.rejected) == (40, 0)
    frame = log.requests()
    frame["year"] = frame["time"].dt.year
    for name, value in right.items():
        for number, found in enumerate(frame[name]):
            wanted = value
            if isinstance(value, str):
                wanted = value.replace("HOST", HOSTS[number]).replace("NUMBER", str(number))
                wanted = wanted.replace("PROXY", str(number % 2))
            assert found == pytest.approx(wanted) if isinstance(wanted, float) else found == wanted, name


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("2024-01-02T03:00:00Z,HOST,0,512", "time,ip,code,len\n"),
        ("2024-01-02T03:00:00Z,HOST,250,512,a@b.example", "time,client,code,size,sender\n"),
        ('{"time":"2024-01-02T03:00:00Z","ip":"HOST","from":"a@b.example","code":250,"size":512}', ""),
        ("time=2024-01-02T03:00:00Z ip=HOST from=a@b.example code=250 size=512", ""),
    ],
)
def test_answers_of_other_services_are_no_requests(line, head, tmp_path):
    with pytest.raises(Problem):
        read(tmp_path, line, head)


def test_a_source_file_before_the_pairs_is_no_path(tmp_path):
    log = read(tmp_path, "2024-01-02T03:00:00Z ERROR /var/www/app.py method=GET status=200 ip=HOST size=5")
    assert log.counts("path").index.tolist() != ["/var/www/app.py"]


def test_an_address_beside_a_named_client_makes_no_column(tmp_path):
    line = "2024-01-02T03:00:00Z 198.51.100.4 method=GET path=/a status=200 remote_host=pcNUMBER bytes=5"
    frame = read(tmp_path, line).requests()
    assert (frame["host"].iloc[7], "prefix_client" in frame) == ("pc7", False)


def test_a_number_of_ten_thousand_digits_ends_nothing(tmp_path):
    line = '{"time":"2024-01-02T03:00:00Z","ip":"HOST","request":"GET /a","status":200,"duration":"LONG"}'
    assert read(tmp_path, line.replace("LONG", "9" * 10_000)).accepted == 40


def test_many_marks_of_a_lines_own_are_not_tried_each():
    # Of each mark that a line holds often every split would be judged.
    marks = [f"{a}{b}" for a in "#@$*!~^&%+" for b in "#@$*!~^&%+"]
    line = "x ".join(mark * 4 for mark in marks) + " 2024-01-02T03:00:00Z"
    assert len(_own_marks([line] * 5)) <= 2


def test_a_first_line_that_differs_hides_no_mark():
    lines = ["server started", *["2024-01-02 03:00:00@@203.0.113.1@@GET /a HTTP/1.1@@200@@5"] * 5]
    assert _own_marks(lines) == ["@@"]


def test_names_of_clients_behind_the_two_addresses_of_a_server_are_clients(tmp_path):
    path = tmp_path / "own.log"
    path.write_text(
        "".join(f'10.0.0.{n % 2 + 1} pc{n} - - {CLF} "GET /a HTTP/1.1" 200 512\n' for n in range(40))
    )
    log = read_log(path)
    assert set(log.requests()["host"]) == {f"pc{n}" for n in range(40)}
