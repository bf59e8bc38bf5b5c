import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Fate } from './dying-site.js';

const CHILD = fileURLToPath(new URL('./dying-site.js', import.meta.url));

/** Lets the child live until it kills itself; answers what it said, which is nothing when it died on the way. */
export async function live(fate: Fate): Promise<string> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(fate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`ended with ${code}`);
  return said;
}
