import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
const ENOUGH = 4 * 2 ** 30;

/**
 * Where the tests' databases lie: in memory where there is room, since a disk that serves a hundred schemas at once is most
 * of what tests wait for. What they kill is a process and never the machine, whose memory keeps what was written.
 */
export const SCRATCH = process.env.TMPDIR || !hasRoom(IN_MEMORY) ? tmpdir() : IN_MEMORY;

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return Math.min(bavail * bsize, process.availableMemory()) >= ENOUGH;
  } catch {
    return false;
  }
}
