import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const LOOK_AGAIN_MS = 100;
/** Nobody works longer than that: an older lock is left over, and its process id belongs to another by now. */
const LEFT_OVER_MS = 180_000;

/** Locks that this process holds. */
const own = new Set();

/** One process at a time, over a file with its process id. A holder that died holds nothing. */
export async function holdLock(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  while (!take(file)) {
    if (!isHeld(file)) rmSync(file, { force: true });
    else await setTimeout(LOOK_AGAIN_MS);
  }
  own.add(file);
  try {
    return await work();
  } finally {
    own.delete(file);
    rmSync(file, { force: true });
  }
}

/** A hard link, so that the file is never seen without the id in it. */
function take(file) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (cause) {
    if (cause.code === 'EEXIST') return false;
    throw cause;
  } finally {
    rmSync(draft);
  }
}

function isHeld(file) {
  const holder = holderOf(file);
  if (own.has(file)) return true;
  // Our own id in the file is that of a dead process before us: in a container ids come back.
  if (holder === undefined || holder === process.pid) return false;
  try {
    if (Date.now() - statSync(file).mtimeMs > LEFT_OVER_MS) return false;
    process.kill(holder, 0);
    return true;
  } catch (cause) {
    return cause.code === 'EPERM';
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
