import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Lets a child live until it kills itself; answers what it said, which is nothing when it died on the way. */
export async function lastWords(child: string, fate: object): Promise<string> {
  const living = spawn(process.execPath, [child, JSON.stringify(fate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  living.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code, signal] = (await once(living, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`ended with ${code}`);
  return said;
}
