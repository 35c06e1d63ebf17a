"""Rules over a log that is followed: ``errors > 5% for 5 min``, ``rate < 10/min for 10 min``.

A rule speaks of all requests of the last so many minutes *taken together*, by the log's own clock, whatever
is filtered on the page; so one request in a lull, or one quiet minute, decides nothing by itself. It is
judged by the page on which it stands, while that is open.

- ``rules``: what is typed, as a rule, or where it cannot be one.
- ``seconds``: how many requests and errors came in each second.
- ``judging``: whether a rule holds, from when to when.
- ``webhook``: who is told besides: only the address that whoever runs the server has set.
- ``model``: all of it on a page.
"""
