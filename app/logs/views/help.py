"""What the log page's help says."""

from __future__ import annotations

HELP = (
    (
        "Every picture is a filter",
        "Click a bar, a slice, a cell or a word to see only the requests it stands for; all other charts "
        "follow at once, and the grey behind them stays the whole log. Ctrl- or cmd-click adds, "
        "shift-click takes a range, a second click removes. A click with Alt leaves out instead: not this "
        "host, no bots. By finger, choose above the charts what a tap does; the sign in front of a filter's "
        "words turns it round. A chart never "
        "filters itself. Lists rank by what is selected; “by all requests” keeps their order.",
    ),
    (
        "Search",
        "What is typed above the charts filters everything. Words must all be in the line, in any case; "
        "“in quotes” they stand together; a minus before one leaves it out; * stands for anything. Fields: "
        "status:5xx, host:66.249.*, path:*.php, agent:Googlebot, day:2021-02-17, hour>=22, bytes>1MB, "
        "time>500ms (how long the response took), and any URL parameter by its name, action:purchase; "
        "referrer.action:purchase is one of the page before.",
    ),
    (
        "The requests themselves",
        "A heading puts them in order, a time opens the line whole, a value selects the requests that have "
        "it (with Alt all others). The CSV has all requests selected, with every field.",
    ),
    (
        "An interval of time",
        "Draw: drag over the time chart, then drag the interval or its edges. Sweep: click, move to place "
        "it, up and down to widen it, click to freeze. By keyboard: arrows move and widen, Delete clears; "
        "or type the times.",
    ),
    (
        "By whose clock",
        "Times are those of the log's own clock, as its lines are written. Where they name their zone, the ⓘ "
        "tells them by the clock of another: UTC, this browser's, or any. Hours, days, charts, the table and "
        "its CSV follow, and the link keeps it; alerts keep the log's own clock.",
    ),
    (
        "Then and now",
        "“Compare” holds a chosen interval or day against the time before, a week earlier, or another that "
        "was chosen: a dotted line and lines across the columns are what was then, lists tell the "
        "change, the heat map marks at the top of a cell what rose and at the bottom what fell; under “What "
        "changed” is what chance does not explain.",
    ),
    (
        "Where hosts are",
        "Under the ⓘ a file in MaxMind's format (MMDB) can be brought that tells the country or the network "
        "of hosts; they are then listed by it too. It stays with this browser, until you forget it.",
    ),
    (
        "Follow, and be told",
        "Follow counts a log on while it is written: from its beginning, from now, or from a time. “Alert "
        "when” takes a rule, such as errors > 5% for 5 min, 5xx > 10/min for 2 min or rate < 10/min for "
        "10 min: of all requests of that time together, whatever is filtered. Its limit is the dashed line; "
        "when it holds, a line here and the tab's title say so.",
    ),
    (
        "By keyboard",
        "Tab reaches every chart, arrows move within it, Enter selects, Ctrl+Enter adds, Alt+Enter leaves "
        "out, Escape resets all filters, ? opens this help.",
    ),
    (
        "Your own log",
        "Drop files anywhere on the page or press “Your own log”: of Apache, nginx, IIS or a proxy, as text "
        "or JSON, plain, .gz, .bz2, .xz, .zst, .zip or .tar; several are read as one. This browser "
        "finds them again, also after a reload, until you press “Forget it”; nobody else does, unless you "
        "share them. Every line is counted: as a request, or as rejected with a reason. "
        "The ⓘ says how a log was read, and takes the format string of your server.",
    ),
    (
        "Take it away",
        "“Report” saves this view as one page that stands by itself: figures, charts, lists, filters and "
        "what stands out, to send or to print. Each card saves as SVG and PNG, each table as CSV. "
        "“Share view” copies a link that opens exactly this view. The browser's own print has the page as it "
        "stands, in light colours.",
    ),
)
