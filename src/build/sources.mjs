// Knows which sources a build was made from, and whether they have changed since.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const GENERATED = 'routes.generated.ts';

/** `site`: what runs. `all`: tests and benchmarks too, which need the development packages. */
export const PARTS = {
  site: { folders: ['src', 'plugins', 'seeds'], project: 'src/build/tsconfig.site.json' },
  all: { folders: ['src', 'plugins', 'seeds', 'test', 'bench'], project: 'tsconfig.json' },
};

/** Fingerprints of the sources by path: `[mtime, size, hash]`. `known` spares reading what has not been touched. */
export function fingerprints(root, part, known = {}) {
  const files = [
    ...PARTS[part].folders.flatMap((folder) => sourcesIn(root, folder)),
    'tsconfig.json',
    'package.json',
  ];
  return Object.fromEntries(files.map((file) => [file, fingerprint(path.join(root, file), known[file])]));
}

function sourcesIn(root, folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) =>
      path
        .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join('/'),
    )
    .sort();
}

function isSource(name) {
  return name.endsWith('.ts') || name.endsWith('.mjs') || name === 'tsconfig.site.json';
}

function fingerprint(file, known) {
  const { mtimeMs, size } = statSync(file);
  if (known && known[0] === mtimeMs && known[1] === size) return known;
  return [mtimeMs, size, createHash('sha256').update(readFileSync(file)).digest('base64url')];
}

/** Same files with the same contents; their dates do not matter. */
export function sameContents(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => b[name]?.[2] === a[name][2]);
}

export function sameDates(a, b) {
  return Object.keys(a).every((name) => b[name]?.[0] === a[name][0]);
}

/** The routes are made by the build itself: they count from the moment they are written. */
export function withoutGenerated(files) {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith(`/${GENERATED}`)));
}

export function onlyGenerated(files) {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith(`/${GENERATED}`)));
}

function manifestOf(root) {
  return path.join(root, 'build', 'manifest.json');
}

/** What the last good build of each part was made from. */
export function readManifest(root) {
  try {
    return JSON.parse(readFileSync(manifestOf(root), 'utf8'));
  } catch {
    return {};
  }
}

export function writeManifest(root, manifest) {
  const file = manifestOf(root);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(manifest));
  renameSync(`${file}.${process.pid}`, file);
}
