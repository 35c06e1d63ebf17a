// A folder that a visitor chose or dropped: the files in it, and those of them that are wanted as one zip archive
// (PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4), which is read like anybody's. Nothing is compressed: pictures are.
const LOOSE = 'files'; // what files are called together that were dropped without a folder around them
const FROM_FOLDER = 'from a folder'; // the archive's comment
const ENTRY = 76; // bytes of an archive for each file, beside it and its name twice

// What systems hide, or leave in a folder that somebody has looked at.
const isHidden = (path) => path.split('/').some((part) => /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i.test(part));

const endsIn = (path, endings) => endings.some((ending) => path.toLowerCase().endsWith(ending));

// The files below an entry of what was dropped, as [{ path, file }]; not many more than `most` are looked for.
const filesBelow = async (entry, most) => {
  if (isHidden(entry.name)) return [];
  if (entry.isFile) {
    return [{ path: entry.fullPath.slice(1), file: await new Promise((done, fail) => entry.file(done, fail)) }];
  }
  const reader = entry.createReader(), found = [];
  // It gives some hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const one of some) {
      if (found.length > most) return found;
      (await filesBelow(one, most - found.length)).forEach((file) => found.push(file));
    }
  }
};

// What of such files is to be packed: those that are `wanted` by how their names end and, where they are fewer,
// those that may lie `beside` them. Its name is that of the one folder around them all, without which they get one.
const folderOf = (files, { wanted = [], beside = [] }) => {
  const shown = files.filter(({ path }) => !isHidden(path));
  const tops = new Set(shown.map(({ path }) => path.split('/')[0]));
  const isOne = tops.size === 1 && shown.every(({ path }) => path.includes('/'));
  const name = isOne ? [...tops][0] : LOOSE;
  const main = shown.filter(({ path }) => endsIn(path, wanted));
  const more = shown.filter(({ path }) => endsIn(path, beside));
  const packed = [...main, ...(more.length < main.length ? more : [])]
    .map(({ path, file }) => ({ path: isOne ? path : `${LOOSE}/${path}`, file }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const size = packed.reduce((sum, { path, file }) => sum + file.size + 2 * path.length + ENTRY, 0);
  return { name, packed, listing: { name, wanted: main.length, files: shown.length, size } };
};

const CRCS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

const crcOf = (bytes) => {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i += 1) crc = CRCS[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

// Numbers as little-endian bytes: [bytes, value] each.
const inBytes = (...fields) => new Uint8Array(fields.flatMap(
  ([width, value]) => Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256),
));

// The archive of such files, byte by byte the same whenever they are; `told(bytes)` hears how many are in it so far,
// and ends the packing, which gives null then, where it is false.
const zipOf = async (files, told = () => true) => {
  const parts = [], directory = [];
  let at = 0;
  for (const { path, file } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer()), name = new TextEncoder().encode(path);
    // Made by 2.0, names in UTF-8, stored, on the first day that the format knows.
    const head = inBytes([2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, crcOf(bytes)], [4, bytes.length],
      [4, bytes.length], [2, name.length], [2, 0]);
    parts.push(inBytes([4, 0x04034b50]), head, name, bytes);
    directory.push(inBytes([4, 0x02014b50], [2, 20]), head, inBytes([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), name);
    at += 4 + head.length + name.length + bytes.length;
    if (!told(at)) return null;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const comment = new TextEncoder().encode(FROM_FOLDER);
  const end = inBytes([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, at],
    [2, comment.length]);
  return new Blob([...parts, ...directory, end, comment]);
};
