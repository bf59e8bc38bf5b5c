import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import type { OpenedDatabase } from '../support/databases.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CLI_URL = new URL('../../src/cli.js', import.meta.url).href;
/** What the bootstrap does once it has built, so that a test does not build. */
const BUILT = `const { run } = await import(${JSON.stringify(CLI_URL)}); process.exitCode = await run(process.argv.slice(1));`;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `koapress` in a process of its own. */
export class Running {
  out = '';
  err = '';
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (data) => {
      this.out += String(data);
    });
    child.stderr?.on('data', (data) => {
      this.err += String(data);
    });
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Ended);
  }

  /** The site's address, once its banner is there. */
  async url(): Promise<string> {
    for (;;) {
      const found = /^ {2}Site +(\S+)$/m.exec(this.out)?.[1];
      if (found && this.out.includes('  Password ')) return found;
      const ended = this.ended.then(() => {
        throw new Error(`the site ended before it ran:\n${this.out}${this.err}`);
      });
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data'), ended]);
    }
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

export function environmentOf(opened: OpenedDatabase): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    DATA_DIR: opened.dataDir,
    PORT: '0',
    ...(opened.url && { DATABASE_URL: opened.url }),
  };
}

/** Killed at the end of the test, whatever has become of it. */
export function spawnKoapress(
  t: ExecutionContext,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  how: 'built' | 'bootstrap' = 'built',
): Running {
  const start = how === 'built' ? ['--input-type=module', '-e', BUILT] : ['src/build/koapress.mjs'];
  const child = spawn(process.execPath, [...start, ...words], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  return new Running(child);
}
