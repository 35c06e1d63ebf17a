"""Formats of proxies and clouds whose fields stand in an order of their own, as their documents say."""

from __future__ import annotations

from app.logs.formats.template import Template, layout

_ELB = (
    "{time:time} {balancer} {host:hosts} {backend} {request processing} {target processing} "
    "{response processing} "
    '{status:status} {backend status} {received} {size:size} "{request}" "{agent}"'
)

_TIMERS = "{}/{queue:timer}/{connect:timer}/{upstream milliseconds:timer}/{milliseconds:timer}"

PRESETS: tuple[Template, ...] = tuple(
    layout(name, title, text)
    for name, title, text in (
        (
            "haproxy",
            "HAProxy HTTP",
            "{host:hosts} [{time:time}] {frontend} {backend} " + _TIMERS + " {status:status} {size:size} {} "
            "{} {termination} {} {} "
            '{captured:braces}"{request}"',
        ),
        (
            "haproxy-tagged",
            "HAProxy HTTP with a list of headers",
            "{host:hosts} [{time:time}] {frontend} {backend} " + _TIMERS + " {status:status} {size:size} {} "
            "{} {termination} {} {} "
            '{captured:braces}"{request}" {}',
        ),
        (
            "squid",
            "Squid",
            "{time:time} {milliseconds} {host:hosts} {cache}/{status:status} {size:size} {method} "
            "{target} {user} {hierarchy} {type}",
        ),
        (
            "npm",
            "nginx proxy manager",
            '[{time:time}] {cache} {upstream status} {status:status} - {method} {scheme} {vhost} "{target}" '
            '[Client {host:hosts}] [Length {size:size}] [Gzip {gzip}] [Sent-to {upstream}] "{agent}" '
            '"{referrer}"',
        ),
        (
            "npm-plain",
            "nginx proxy manager without a proxy",
            '[{time:time}] {status:status} - {method} {scheme} {vhost} "{target}" '
            '[Client {host:hosts}] [Length {size:size}] [Gzip {gzip}] "{agent}" "{referrer}"',
        ),
        (
            "uwsgi",
            "uWSGI",
            "[pid: {}|app: {}|req: {}] {host:hosts} ({user}) {:curly} [{time:time}] {method} {target} => "
            "generated {size:size} bytes in {milliseconds} msecs ({protocol} {status:status})",
        ),
        (
            "gin",
            "Gin",
            '[GIN] {date} - {clock} | {status:status} | {seconds} | {host:hosts} | {method} "{target}"',
        ),
        (
            "tornado",
            "Tornado",
            "[{level} {time:time} {}:{}] {status:status} {method} {target} ({host:hosts}) {seconds}",
        ),
        (
            "jupyter",
            "Jupyter",
            "[{level} {time:time} {}] {status:status} {method} {target} ({user}@{host:hosts}) {seconds}",
        ),
        (
            "jupyter-referrer",
            "Jupyter with referrers",
            "[{level} {time:time} {}] {status:status} {method} {target} ({user}@{host:hosts}) {seconds} "
            "referer={referrer}",
        ),
        (
            "sanic",
            "Sanic",
            "[{time:time}] - (sanic.access)[{}][{host:hosts}]: {method} {target} {status:status} {size:size}",
        ),
        (
            "chi",
            "Chi",
            '{time:time} [{request id}] "{request}" from {host:hosts} - {status:status} {size:size}B '
            "in {seconds}",
        ),
        (
            "chi-plain",
            "Chi without request ids",
            '{time:time} "{request}" from {host:hosts} - {status:status} {size:size}B in {seconds}',
        ),
        (
            "bunny",
            "Bunny CDN",
            "{cache}|{status:status}|{time:time}|{size:size}|{pull zone}|{host:hosts}|{referrer:cell}|"
            "{target:cell}|{pop}|{agent:cell}|{request id}|{country}",
        ),
        (
            "confluence",
            "Confluence",
            "[{time:time}] {user} {thread} {host:hosts} {request:asked} {status:status} {seconds} "
            "{size:size} {referrer} {agent:rest}",
        ),
        (
            "bitbucket",
            "Bitbucket",
            '{host:hosts} | {scheme} | {request id} | {user} | {time:time} | "{request}" | '
            '"{referrer}" "{agent}" '
            "| {status:status} | {received} | {size:size} | {labels:cell} | {milliseconds} |",
        ),
        (
            "artifactory",
            "Artifactory",
            "{time:time}|{trace}|{host:hosts}|{user:cell}|{method}|{target:cell}|{status:status}|{received:cell}|"
            "{size:size}|{milliseconds}|{agent:cell}",
        ),
        (
            "nexus",
            "Nexus",
            '{host:hosts} - {user} [{time:time}] "{request}" {status:status} {received:size} {size:size} '
            '{milliseconds} "{agent}" [{thread}]',
        ),
        (
            "gorouter",
            "Cloud Foundry's router",
            '{vhost} - [{time:time}] "{request}" {status:status} {received:size} {size:size} "{referrer}" '
            '"{agent}" "{peer}" "{upstream}" x_forwarded_for:"{forwarded}" x_forwarded_proto:"{scheme}" '
            'vcap_request_id:"{request id}" response_time:{seconds}',
        ),
        (
            "oauth2-proxy",
            "OAuth2 Proxy",
            "{host:hosts} - {request id} - {user} [{time:time}] {vhost} {method} {upstream} "
            '"{target}" {protocol} "{agent}" {status:status} {size:size} {seconds}',
        ),
        (
            "synapse",
            "Synapse",
            "{time:time} - {logger} - {} - {level} - {request id} - {host:hosts} - {site} - {:curly} "
            'Processed request: {seconds}sec/{}sec ({:phrase}) ({}) {size:size}B {status:status} "{request}" '
            '"{agent}" [{}]',
        ),
        (
            "gin-readme",
            "Gin with the formatter of its readme",
            '{host:hosts} - [{time:time}] "{request:asked} {status:status} {seconds} "{agent}" {error:cell}"',
        ),
        (
            "alibaba",
            "Alibaba Cloud CDN",
            '[{time:time}] {host:hosts} {proxy} {milliseconds} "{referrer}" "{request}" {status:status} '
            '{received} {size:size} {cache} "{agent}" "{type}"',
        ),
        (
            "tencent",
            "Tencent Cloud CDN",
            "{time:time} {host:hosts} {vhost} {target} {size:size} {region} {provider} {status:status} "
            '{referrer} {milliseconds} "{agent}" "{range}" {method} {scheme} {cache} {port}',
        ),
        (
            "azure-storage",
            "Azure Storage",
            "{version};{time:time};{method};{outcome};{status:status};{milliseconds};{};{authentication};"
            '{user:cell};{owner:cell};{service};"{target}";"{key}";{request id};{};{host:hosts};{};{};'
            "{received:cell};{};{size:cell};{:cell};{:cell};{:cell};{:listed};{:cell};{:cell};"
            '"{agent}";"{referrer}";',
        ),
        (
            "couchdb",
            "CouchDB",
            "[{level}] {time:time} {node} {pid} {request id} {vhost} {host:hosts} {user} {method} {target} "
            "{status:status} {outcome} {milliseconds}",
        ),
        ("php", "PHP's own server", "[{time:time}] {host:hosts} [{status:status}]: {method} {target}"),
        (
            "iis",
            "IIS's own format",
            "{host:hosts}, {user:phrase}, {american date}, {clock}, {service}, {server}, {server address}, "
            "{milliseconds}, {received}, {size:size}, {status:status}, {system status}, {method}, "
            "{target:phrase}, {query:phrase},",
        ),
        ("elb", "AWS classic load balancer", _ELB),
        ("alb", "AWS application load balancer", "{scheme} " + _ELB),
        (
            "s3",
            "AWS S3",
            "{owner} {bucket} [{time:time}] {host:hosts} {user} {request id} {operation} {key} "
            '"{request}" {status:status} {error} {size:size} {object size} {milliseconds} {turn '
            'around} "{referrer}" "{agent}"',
        ),
        (
            "envoy",
            "Envoy",
            '[{time:time}] "{request}" {status:status} {flags} {received} {size:size} {milliseconds} '
            "{upstream milliseconds} "
            '"{forwarded}" "{agent}" "{request id}" "{vhost}" "{upstream}"',
        ),
        (
            "istio",
            "Istio",
            '[{time:time}] "{request}" {status:status} {flags} {} {} "{}" {received} {size:size} '
            "{milliseconds} "
            '{upstream milliseconds} "{forwarded}" "{agent}" "{request id}" "{vhost}" "{upstream}"',
        ),
        (
            "istio-peer",
            "Istio with the peer",
            '[{time:time}] "{request}" {status:status} {flags} {} {} "{}" {received} {size:size} '
            "{milliseconds} "
            '{upstream milliseconds} "{forwarded}" "{agent}" "{request id}" "{vhost}" "{upstream}" '
            "{cluster} {} {} {peer:hosts} {} {}",
        ),
    )
)
