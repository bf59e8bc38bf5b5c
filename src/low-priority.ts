import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';

/**
 * This thread lets the others of the process go first, where they share a core. Only where the system knows threads by
 * number (Linux), and nothing depends on it.
 */
export function letOthersGoFirst(): void {
  try {
    setPriority(
      Number(path.basename(readlinkSync('/proc/thread-self'))),
      constants.priority.PRIORITY_BELOW_NORMAL,
    );
  } catch {
    // Then they share it evenly.
  }
}
