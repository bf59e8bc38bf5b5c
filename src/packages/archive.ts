import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Header, Parser, type ReadEntry } from 'tar';
import { packageFault } from './package-fault.js';

/** Contents by path, `/` between folders. */
export type Files = ReadonlyMap<string, Buffer>;

export const PACKAGE_LIMITS = {
  /** Bytes of the file that is sent. */
  packed: 20 * 1024 * 1024,
  /** Bytes of what comes out of it, headers and all. */
  unpacked: 64 * 1024 * 1024,
  files: 2000,
  /** Characters of a path. */
  path: 180,
};

/** Letters that mean the same on every file system; no segment begins with a dot. */
const PATH = /^[A-Za-z0-9_@][\w.@+-]*(?:\/[A-Za-z0-9_@][\w.@+-]*)*$/;
const BLOCK = 512;
/** 1985-10-26: like npm, so that the same files are the same bytes at any time. */
const MTIME = new Date(499_162_500_000);

/** How gzip and zstd begin: the tar reader would unpack those by itself, beyond every limit. */
const PACKED = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])];

const unzip = promisify(gunzip);
const zip = promisify(gzip);

/**
 * Reads a `.tgz` into memory: regular files alone, at plain relative paths, within the limits. Nothing is written,
 * so a package that is refused half-way has left nothing.
 */
export async function readArchive(packed: Buffer): Promise<Files> {
  const { files, unpacked } = PACKAGE_LIMITS;
  if (packed.length > PACKAGE_LIMITS.packed)
    throw packageFault(`it is larger than ${PACKAGE_LIMITS.packed} bytes`);
  const found = new Map<string, Buffer>();
  const seen = new Set<string>();
  for (const { path, type, content } of await entriesOf(await unpack(packed, unpacked))) {
    const plain = checkedPath(path, type);
    if (type === 'Directory') continue;
    // Some file systems make one of `A` and `a`.
    if (seen.has(plain.toLowerCase())) throw packageFault(`${plain} is in it twice`);
    seen.add(plain.toLowerCase());
    found.set(plain, content);
    if (found.size > files) throw packageFault(`it holds more than ${files} files`);
  }
  return found;
}

async function unpack(packed: Buffer, maxOutputLength: number): Promise<Buffer> {
  const bytes = await unzipped(packed, maxOutputLength);
  if (!PACKED.some((sign) => bytes.subarray(0, sign.length).equals(sign))) return bytes;
  throw packageFault('it is no tar file: what is in it is packed once more');
}

async function unzipped(packed: Buffer, maxOutputLength: number): Promise<Buffer> {
  try {
    return await unzip(packed, { maxOutputLength });
  } catch (cause) {
    const isBomb = cause instanceof RangeError;
    throw packageFault(
      isBomb ? `unpacked it is larger than ${maxOutputLength} bytes` : 'it is no whole gzip file',
      cause,
    );
  }
}

interface Entry {
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
}

function entriesOf(bytes: Buffer): Promise<readonly Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    const refuse = (cause: unknown) => reject(packageFault('it is no whole tar file', cause));
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry: ReadEntry) => {
        const parts: Buffer[] = [];
        entry.on('data', (part) => parts.push(part as Buffer));
        entry.on('end', () =>
          entries.push({ path: entry.path, type: entry.type, content: Buffer.concat(parts) }),
        );
      },
    });
    parser.on('error', refuse);
    parser.on('end', () => resolve(entries));
    parser.end(bytes);
  });
}

function checkedPath(given: string, type: string): string {
  const path = given.replace(/\/$/, '');
  const shown = JSON.stringify(path.slice(0, 100));
  if (type !== 'File' && type !== 'OldFile' && type !== 'Directory') {
    throw packageFault(`${shown} is neither a file nor a folder: links are not unpacked`);
  }
  if (!PATH.test(path) || path.length > PACKAGE_LIMITS.path) {
    throw packageFault(`${shown} is no plain relative path`);
  }
  return path;
}

/** The same files give the same bytes: no dates, no owners, sorted by path. */
export async function writeArchive(files: Files): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    checkedPath(path, 'File');
    blocks.push(headerOf(path, content.length), content, Buffer.alloc(padding(content.length)));
  }
  blocks.push(Buffer.alloc(2 * BLOCK));
  const packed = await zip(Buffer.concat(blocks), { level: 9 });
  // The byte that names the operating system.
  packed[9] = 255;
  return packed;
}

function headerOf(path: string, size: number): Buffer {
  const header = new Header({ path, size, mode: 0o644, mtime: MTIME, type: 'File', uid: 0, gid: 0 });
  const block = Buffer.alloc(BLOCK);
  if (header.encode(block, 0)) throw packageFault(`the path ${path} is too long`);
  return block;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
