"""Which format of the Common and Combined family a file is in, with the fields of what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.logs.detection.fitting import FAIR, Detection, lines_in_words, well_read
from app.logs.detection.layouts import fields_after
from app.logs.formats import Format, formats
from app.logs.formats.mixture import Mixture, fits
from app.logs.written.addresses import client, is_address, is_private, is_site
from app.logs.written.lines import Event

_MANY = 9
"""Addresses that are rather those of clients than of one site."""


def judge_combined(written: Sequence[bytes], passed: int) -> Detection | None:
    """The format of the Common and Combined family that most lines fit.

    Where two fit as many lines, the one registered last is chosen; but where a fair share of the lines
    has more fields than the others, the format that reads them, and takes the others as bare.
    """
    shares = [Share.of(form, written) for form in formats() if isinstance(form, Format)]
    best = max(shares, key=lambda share: share.fitting, default=None)
    if best is None or not best.fitting:
        return None
    fair = max(1, FAIR * len(written))
    for share in shares:
        mixed = min(share.fitting, share.bare) >= fair
        if mixed and share.form.before == best.form.before and share.known >= best.known:
            best = share
    form = replace(best.form, bare=True) if best.bare >= fair else best.form
    form = _furnished(form, [event for event in map(form.reader().read, written) if isinstance(event, Event)])
    reader = form.reader()
    read = sum(1 for line in written if well_read(form, reader.read(line)))
    return Detection(form, _why(form, best, len(written), passed), Mixture(form), read)


def _furnished(form: Format, events: Sequence[Event]) -> Format:
    """A format with the site in place of the ident, as lighttpd has it, and the fields of what follows."""
    idents = [event.ident for event in events if event.ident != "-"]
    if len(idents) * 2 > len(events) and all(map(is_site, idents)):
        form = replace(form, before=("host", "virtual host", "user"))
    tails = [event.tail for event in events if event.tail]
    return replace(form, after=fields_after(tails)) if len(tails) * 2 > len(events) else form


class Share(NamedTuple):
    """How many lines a format fits, how many more end bare, and how many hold more than it declares."""

    form: Format
    fitting: int
    bare: int
    more: int

    @classmethod
    def of(cls, form: Format, lines: Sequence[bytes]) -> Share:
        """Count the lines that this format fits."""
        reader = replace(form, bare=True).reader()
        events = [event for event in map(reader.read, lines) if not isinstance(event, str)]
        fit = [event for event in events if fits(form, event)]
        if sum(map(_site_first, fit)) * 2 > len(fit) or _clients_first(fit):
            fit = []
        ends = [form.ends(event.tail) for event in fit if not event.bare]
        more = sum(1 for event in fit if event.tail and not form.ends(event.tail))
        return cls(form, sum(ends), len(fit) - len(ends), more)

    @property
    def known(self) -> int:
        """The lines that the format fits, bare ones included."""
        return self.fitting + self.bare


def _site_first(event: Event) -> bool:
    """Whether an address follows the name that stands where the client is due: the name is a site's.

    A client may be called anything where a server looks names up, but then no address follows it; what
    somebody signed in as may look like one, but hardly in most lines.
    """
    if is_address(client(event.host)):
        return False
    return any(is_address(word.strip('",;()[]')) for word in (event.ident, *event.user.split(" ")))


def _clients_first(events: Sequence[Event]) -> bool:
    """Whether several clients stand where a site is due: addresses without the port of a server, and what is
    no name of a client where that is due, or proxies of one's own."""
    found = [(event.more.get("vhost", "-"), event.host) for event in events]
    sites, hosts = ({site for site, _ in found}, {host for _, host in found})
    named = any(host == "-" or is_site(host) or is_address(client(host)) for host in hosts)
    # Who signed in are fewer than the addresses from which they did; clients are more than a server's.
    fewer = 1 < len(sites) > len(hosts)
    if fewer and not named and all(is_address(site) and client(site) == site for site in sites):
        return True
    told = [(site, host) for site, host in found if site not in ("-", "")]
    clients, proxies = ({site for site, _ in told}, {host for _, host in told})
    return (
        len(clients) >= max(_MANY, 4 * len(proxies))
        and all(is_address(one) and client(one) == one for one in clients)
        and all(map(is_private, proxies))
        and not all(map(is_private, clients))
    )


def _why(form: Format, share: Share, written: int, passed: int) -> str:
    lines = lines_in_words(share.fitting, written, passed)
    rest = ""
    if form.bare:
        missing = " and ".join(form.quoted)
        rest = f"; {share.bare:,} end{'s' * (share.bare == 1)} after the size, without {missing}"
    elif share.more and not form.after:
        rest = f"; {share.more:,} {'has' if share.more == 1 else 'have'} more after these, which is not read"
    return f"Read as {form.title} because {lines} {form.fields}{rest}."
