"""A log that is still being written: one process reads its source, every page sees what it counted.

The algebra is that of the rest: a block of whole lines becomes codes in columns, columns only grow, and what
is counted of two blocks adds up to what is counted of both. A file read to its end, one that is followed, a
topic of Kafka and the workers of a cluster differ in who cuts the blocks, and in nothing else.

- A **source** (`following`, `kafka`) gives whole lines and knows where it is, as JSON.
- The **reader** (`reading`), a process of its own, turns them into a store, copies the lines beside it and
  commits: one small file, put in place by a rename, holds how long every column is *and* where the source
  was. What a killed reader wrote beyond its last commit is cut off by the next one, which goes on from the
  place committed: no line is lost, none counts twice.
- **Watching** (`watching`) is a shared lock on a file. The first watcher starts the reader; a reader that
  finds nobody's lock for some seconds ends. Both follow from locks that the system frees, however a process
  ends.
- A page maps the columns up to the rows of the commit that it shows: what ten pages see is in memory once. It
  counts only the rows that came since it looked last (`app.logs.crossfilter.growing`).

How much is kept is bounded (`VITRINE_LIVE_MB`): beyond it the older half goes, in a new generation of the
store.
"""
