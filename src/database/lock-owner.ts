import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who holds a lock, in 36 characters: where process numbers mean the same, the number, this run of it, a counter.
 * So the next process on the same machine need not wait for the lease of one that was killed.
 */
const PLACE = digest([hostname(), read('/proc/sys/kernel/random/boot_id'), pidNamespace()].join('\n'));
const RUN = randomBytes(3).toString('hex');
let counter = 0;

export function newLockOwner(): string {
  counter += 1;
  return `${PLACE}.${process.pid}.${RUN}.${counter.toString(36)}`;
}

/** True when the holder was a process of this place that is no more. False where that cannot be known. */
export function hasEnded(owner: string): boolean {
  const [place, pid, run] = owner.split('.');
  if (place !== PLACE || !/^\d+$/.test(pid ?? '')) return false;
  // Numbers are used again, in containers at once: our own number in another run is a process before us.
  if (Number(pid) === process.pid) return run !== RUN;
  return !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Containers may share a name and count their processes apart. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
