import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { areLongKeys, splitList } from './values.js';

export const SECRET_KEY_FILE = 'secret-key';

/** The keys kept in the data folder; none when there is no file. A spoiled file is a fault, never a new key. */
export function readSecretKeys(dataDir: string): readonly string[] {
  const path = join(dataDir, SECRET_KEY_FILE);
  const text = readIfThere(path);
  if (text === undefined) return [];
  const keys = splitList(text);
  if (!areLongKeys(keys)) throw new Error(`the key kept in ${path} is too short: put the right file back`);
  return keys;
}

/** Writes a new key. When another process was faster its key stays: a hard link never replaces a file. */
export function writeSecretKey(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, SECRET_KEY_FILE);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    place(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Some file systems know no hard links; there a copy must do. */
function place(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw cause;
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
