"""What the fields of logs are called, by whoever writes them: nginx, Apache, proxies, clouds, loggers."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "host": (
        "client_ip clientip clienthost remote_ip remoteip remote_addr http_client_ip "
        "true_client_ip cf_connecting_ip host h client clientaddr clientipaddress remoteaddr "
        "remote_host remotehost remote ip ipaddress ip_address addr source_ip src_ip sourceip "
        "src peer caddr c_ip ip_client source_address downstream_remote_address "
        "downstream_remote_address_without_port network_client_ip realip_remote_addr "
        "x_real_ip visitor remoteaddress network_client_ip_address client_addr requester_ip "
        "remotehostname client_address cip cliip source_address_ip remote_address_ip cs_ip "
        "id_orig_h adresse_ip direccion_ip indirizzo_ip endereco_ip ip_adresse ip_adres "
        "cliente klient 客户端ip 客户端 来源ip ipアドレス клиент 클라이언트 prefix_client"
    ),
    "forwarded": (
        "forwarded xff fwd forwarded_ip x_forwarded_for http_x_forwarded_for forwarded_for forwardedfor "
        "x_forwarded proxy_add_x_forwarded_for request_x_forwarded_for"
    ),
    "ident": "ident l remote_logname logname",
    "user": (
        "user u remote_user remoteuser username user_name uname auth_user clientusername cs_username user_id "
        "userid authuser clientrequestuser login"
    ),
    "time": (
        "time_local time_iso8601 startutc start_utc startlocal start_time msec timestamp time t "
        "datetime date_time timelocal ts local_time localtime starttime start_local edgestarttimestamp "
        "request_time_iso received_at log_time logtime event_time eventtime asctime when at "
        "timestamp_iso8601 request_timestamp date_local access_time started_at req_time_sec timestamp_ms "
        "isotimestamp time_utc time_micros event_timestamp start "
        "zeit zeitpunkt zeitstempel horodatage tijd czas data_hora ora_data prefix_time "
        "时间 时间戳 日時 時刻 시간 время"
    ),
    "date": "date datum fecha data date_utc",
    "request": "request req r request_line requestline http_request first_line",
    "method": (
        "method m verb request_method requestmethod req_method http_method httpmethod cs_method "
        "clientrequestmethod http_verb request_verb s_operation methode metodo reqmethod request_type "
        "请求方法 方法 メソッド метод"
    ),
    "target": (
        "request_uri original_uri uri requesturi url req_uri request_url requesturl req_url requestpath "
        "target proxy_path clientrequesturi http_url cs_uri x_envoy_original_path request_path requested_url "
        "full_path fullpath eurl resource url_original url_full raw_path rawpath request_url_path "
        "网址 请求地址 адрес"
    ),
    "path": (
        "path uri_path req_path cs_uri_stem stem clientrequestpath url_path urlpath pathname document_uri "
        "resource_path cs_uri_path url_stem pfad chemin ruta percorso caminho pad sciezka "
        "请求路径 路径 パス путь"
    ),
    "query": (
        "query_string args query q qs querystring uri_query cs_uri_query request_query url_query "
        "clientrequestquery query_str querystr raw_query request_querystring raw_query_string "
        "uri_param uri_params url_params"
    ),
    "protocol": (
        "protocol proto h_protocol server_protocol requestprotocol request_protocol http_version "
        "httpversion cs_version cs_protocol_version cs_protocol clientrequestprotocol http_protocol "
        "request_proto version_http"
    ),
    "status": (
        "status downstreamstatus sc_status elb_status_code edgeresponsestatus response_code s "
        "st statuscode status_code responsecode http_status httpstatus response_status "
        "responsestatus resp_status http_status_code respstatus http_response_code http_code "
        "final_status upstream_final_status http_response response_status_code c_status "
        "x_status code response statut estado respcode httpstatuscode codigo codice kod "
        "result return_code resp pssc staus 状态码 状态 ステータス статус код"
    ),
    "size": (
        "body_bytes_sent size b bytes bodybytessent bytes_sent bytessent sc_bytes resp_size "
        "response_size responsesize content_length contentlength downstreamcontentsize "
        "edgeresponsebytes edgeresponsebodybytes bytes_out out_bytes length resp_bytes response_length "
        "responselength sent_bytes body_bytes response_bytes bytes_written res_size sent size_bytes "
        "response_body_size response_body_bytes body_bytes_sent_total body_length written_bytes "
        "response_written bytes_served api_tx network_bytes_written response_body_len "
        "response_content_length write_bytes resp_body_size resp_body_bytes "
        "response_byte_size respsize tx_bytes len bytes_read groesse grosse taille tamano "
        "octets tamanho dimensione grootte rozmiar 响应大小 字节数 バイト数 размер байт"
        " rsize sz body_sent written"
    ),
    "referrer": (
        "referer referrer http_referer http_referrer httpreferer cs_referer clientrequestreferer "
        "request_referer ref headers_referer header_referer req_referer http_request_referrer http_refer "
        "c_referrer c_referer cs_referred cs_referrer ereferer referer_url referrer_url"
    ),
    "agent": (
        "user_agent agent ua useragent http_user_agent httpuseragent cs_user_agent clientrequestuseragent "
        "request_user_agent headers_user_agent header_user_agent req_user_agent user_agent_original browser "
        "c_user_agent c_agent client_ua agente navigateur navegador"
        " uagent uas"
    ),
    "vhost": (
        "vhost v server_name servername virtual_host http_host requesthost request_host cs_host "
        "url_domain clientrequesthost req_host authority domain site x_host_header host_header server "
        "hostname header_host headers_host url_host httphost"
    ),
    "seconds": (
        "latency_human request_time rt reqtime requesttime response_time responsetime "
        "time_taken timetaken duration elapsed took taken_sec resp_time latency response_ms "
        "duration_ms time_ms elapsed_ms response_time_ms total_time request_duration "
        "duration_usec duration_us duration_ns duration_s time_us latency_ms time_elapsed "
        "response_duration latencies_request timetakenms time_taken_micros elapsed_time "
        "processing_time exec_time response_latency total_response_time total_ns x_duration "
        "dauer dauer_ms antwortzeit duree duracion duracao durata duur czas_trwania 响应时间 耗时 "
        "応答時間 длительность service total_request_time ms request_timetaken total_duration"
        " msecs dur us usec usecs microsec microsecs"
    ),
    "upstream seconds": (
        "upstream_response_time urt upstreamresponsetime apptime upstream_time originduration "
        "upstream_duration"
    ),
    "upstream": "upstream_addr upstream upstream_host upstreamhost backend serviceaddr upstream_address",
    "cache": "upstream_cache_status cache cache_status cs_cache cachecachestatus x_cache x_edge_result_type",
    "tls": "ssl_protocol tls tls_version sslprotocol clientsslprotocol tlsversion",
    "cipher": "ssl_cipher cipher tls_cipher clientsslcipher tlscipher",
    "scheme": "scheme requestscheme http_scheme cs_protocol_scheme clientrequestscheme",
    "clock": "uhrzeit hora heure ora godzina",
    "country": "country geoip_country_code geoip2_country_code clientcountry country_code geoip_country",
}
LONGEST = 256
"""Characters of a name, with those of the objects around it, that may be one of a field."""

ASKED = frozenset({"request", "method", "target", "path"})
"""The fields of which each tells what was asked for."""

_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_UNIT = re.compile(
    r"(?:(?:_in|_en|_em)?_(?:m?s|[uµμ]s|ns|(?:milli|micro|nano)?secs?|(?:milli|micro|nano)?seconds?|(?:milli|micro)s)"
    r"|_(?:bytes|b|utc|gmt))$"
)
"""The unit behind a name, as in a heading such as ``Time taken (s)`` or ``Dauer in ms``."""
_MEASURED = ("size", "seconds", "upstream seconds", "time")


def _letters(name: str) -> str:
    """A name without accents."""
    if name.isascii():
        return name
    spread = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


_FIELDS = {_letters(name): field for field, names in _NAMES.items() for name in names.split()}
_RANKS = {
    _letters(name): rank
    for names in _NAMES.values()
    for rank, name in reversed(list(enumerate(names.split())))
}


def words_of(name: str) -> list[str]:
    """The words of a name, in small letters.

    >>> words_of("responseTime_ms"), words_of("User-Agent")
    (['response', 'time', 'ms'], ['user', 'agent'])
    """
    return [word for word in _BETWEEN.split(_CASE.sub("_", name).lower()) if word]


def field_of(name: str) -> str:
    """The field that is meant by a name, in any case and with any marks between its words; else empty.

    >>> field_of("http_user_agent"), field_of("ClientIP"), field_of("request_User-Agent"), field_of("foo")
    ('agent', 'host', 'agent', '')
    """
    return _FIELDS.get(_known(name), "")


def rank_of(name: str) -> int:
    """How well known a name is for its field: 0 is the best."""
    return _RANKS.get(_known(name), len(_RANKS))


def _known(name: str) -> str:
    """The name among those known that is spelt like this one, perhaps with its unit behind; else empty."""
    name = _letters(name)
    plain = _BETWEEN.sub("_", name.lower()).strip("_")
    split = "_".join(words_of(name))
    spelt = (plain, split, plain.replace("_", ""))
    found = next((one for one in spelt if one in _FIELDS), "")
    if found:
        return found
    cut = (_UNIT.sub("", plain), _UNIT.sub("", split))
    return next((one for one in cut if _FIELDS.get(one) in _MEASURED), "")
