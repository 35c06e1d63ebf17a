"""Reading logs on a cluster: the same function a block, on Dask's workers, and the same counts.

The client looks at how each file begins and chooses its format. Plain files are cut into ranges of bytes; a
packed one, an archive, one in another encoding, and one whose columns change on the way (W3C's) are one task
each. A worker opens its range where it is, by fsspec (``/logs/…``, ``s3://…``, ``gcs://…``, ``https://…``),
reads its blocks into a store of its own, and gives the columns of codes, with the labels that they have, as a
`parts.Part`. Parts of a file are joined on the workers in a tree, until they have a size that is worth a
message, and are added to the client's store in their order. A part is a function of its range alone: one that
is lost with a worker is read again by another, and counts once.

What ships to a worker is a range and a format; what it needs is this package in the same version, which is
asked first. What comes back is some 25 bytes a request and the labels, no lines: those are read by range from
where they are (of a packed file, its lines come along).
"""
