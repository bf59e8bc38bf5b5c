import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Place } from '../matrix/rows.js';

const ENTRY = fileURLToPath(new URL('./site-entry.js', import.meta.url));
const START_LIMIT_MS = 60_000;

export const ADMIN = { login: 'admin', password: 'correct horse battery staple' };

/** A site that can be killed, because it is not this process. */
export class SiteProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly output: readonly string[],
  ) {}

  /** Started on what a former process left there, if anything. */
  static async start(place: Place, env: NodeJS.ProcessEnv = {}): Promise<SiteProcess> {
    const site = await SiteProcess.launch(place, env);
    await site.ready();
    return site;
  }

  /** On its way: whatever a start does may not have happened yet. */
  static async launch({ url, dataDir }: Place, env: NodeJS.ProcessEnv = {}): Promise<SiteProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [ENTRY, 'start'], {
      // Outside of the checkout, so that no `.env` of a developer is read.
      cwd: dataDir,
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATA_DIR: dataDir,
        ...(url === null ? {} : { DATABASE_URL: url }),
        ADMIN_LOGIN: ADMIN.login,
        ADMIN_PASSWORD: ADMIN.password,
        SITE_URL: 'http://site.test',
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    return new SiteProcess(child, port, output);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that it wrote, for the message of a failed test. */
  get said(): string {
    return this.output.join('').slice(-4000);
  }

  /** Resolves when it has ended. */
  async end(
    signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT',
  ): Promise<{ code: number | null; signal: string | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  /** Sends the signal and goes on. */
  signal(signal: 'SIGTERM'): void {
    this.child.kill(signal);
  }

  private async ready(): Promise<void> {
    const deadline = performance.now() + START_LIMIT_MS;
    while (this.child.exitCode === null && this.child.signalCode === null && performance.now() < deadline) {
      const answer = await fetch(`${this.url}/api/ready`).catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(30);
    }
    await this.end('SIGKILL');
    throw new Error(`The site did not start:\n${this.said}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
