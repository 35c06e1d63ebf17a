// What of a folder is packed, and the archive: Python's own zipfile is asked what is in it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { folders } from './vue.mjs';

const { filesBelow, folderOf, zipOf } = folders();
const RULE = { wanted: ['.png', '.jpg'], beside: ['.csv', '.txt'] };
const files = (...paths) => paths.map((path) => ({ path, file: new Blob([path]) }));
const paths = (found) => found.packed.map(({ path }) => path);

// An entry as browsers give it: of a folder, two of its own at a time.
const entry = (path, inside) => {
  let at = 0;
  return {
    name: path.split('/').pop(),
    fullPath: path,
    isFile: !inside,
    file: (done) => done(new Blob([path])),
    createReader: () => ({ readEntries: (done) => { done(inside.slice(at, at + 2)); at += 2; } }),
  };
};

test('pictures and a table of their labels are packed, in order, and what systems leave there is not', () => {
  const found = folderOf(files('pets/dogs/2.JPG', 'pets/cats/1.png', 'pets/.DS_Store', 'pets/cats/Thumbs.db',
    'pets/labels.csv', 'pets/__MACOSX/cats/1.png', 'pets/desktop.ini', 'pets/model.h5'), RULE);
  assert.deepEqual(paths(found), ['pets/cats/1.png', 'pets/dogs/2.JPG', 'pets/labels.csv']);
  const { size, ...told } = found.listing;
  assert.deepEqual(told, { name: 'pets', wanted: 2, files: 4 });
  assert.ok(size > 'pets/cats/1.pngpets/dogs/2.JPGpets/labels.csv'.length);
});

test('a note for each picture is no table of labels', () => {
  assert.deepEqual(paths(folderOf(files('a/1.png', 'a/1.txt', 'a/2.png', 'a/2.txt'), RULE)), ['a/1.png', 'a/2.png']);
});

test('several folders, or files without one, come as one', () => {
  const found = folderOf(files('cats/1.png', 'dogs/1.png', 'labels.csv'), RULE);
  assert.deepEqual(paths(found), ['files/cats/1.png', 'files/dogs/1.png', 'files/labels.csv']);
  assert.equal(found.listing.name, 'files');
  assert.equal(folderOf(files('1.png'), RULE).listing.name, 'files');
});

test('an empty folder, and one of other files, hold nothing that is wanted', () => {
  assert.deepEqual(folderOf([], RULE).listing, { name: 'files', wanted: 0, files: 0, size: 0 });
  const { wanted, files: all } = folderOf(files('a/b.txt', 'a/.hidden/c.png'), RULE).listing;
  assert.deepEqual([wanted, all], [0, 1]);
});

test('all files below what was dropped are found, some at a time, and the search ends at a bound', async () => {
  const cats = [1, 2, 3, 4, 5].map((place) => entry(`/pets/cats/${place}.png`));
  const tree = () => entry('/pets', [entry('/pets/.git', [entry('/pets/.git/a.png')]), entry('/pets/cats', cats)]);
  const found = (await filesBelow(tree(), 100)).map(({ path }) => path);
  assert.deepEqual(found, ['pets/cats/1.png', 'pets/cats/2.png', 'pets/cats/3.png', 'pets/cats/4.png',
    'pets/cats/5.png']);
  assert.equal((await filesBelow(tree(), 2)).length, 3);
});

test('a folder that cannot be looked into is told', async () => {
  const closed = { name: 'a', createReader: () => ({ readEntries: (_, fail) => fail(new Error('closed')) }) };
  await assert.rejects(filesBelow(closed, 10), /closed/);
});

const LISTED = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps([{one.filename: archive.read(one).hex() for one in archive.infolist()}, archive.comment.decode()]))
`;

test('the archive is one that Python reads, byte by byte the same of the same files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-folders-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 251);
  const packed = [['pets/cats/größe 1.png', bytes], ['pets/dogs/空.png', new Uint8Array()]];
  const given = () => packed.map(([path, content]) => ({ path, file: new Blob([content]) }));
  const told = [];
  const archive = await zipOf(given(), (done) => told.push(done));
  const path = join(folder, 'a.zip');
  writeFileSync(path, Buffer.from(await archive.arrayBuffer()));
  const python = spawnSync('python3', ['-c', LISTED, path], { encoding: 'utf-8' });
  assert.equal(python.status, 0, python.stderr);
  const [inside, comment] = JSON.parse(python.stdout);
  const sent = packed.map(([name, content]) => [name, Buffer.from(content).toString('hex')]);
  assert.deepEqual(Object.entries(inside), sent);
  assert.equal(comment, 'from a folder');
  assert.ok(told.length === 2 && told[0] >= bytes.length && told[1] > told[0] && told[1] < archive.size);
  const again = await zipOf(given());
  assert.deepEqual(await again.arrayBuffer(), await archive.arrayBuffer());
});

test('packing ends when it is told to', async () => {
  assert.equal(await zipOf(files('a/1.png', 'a/2.png'), () => false), null);
});
