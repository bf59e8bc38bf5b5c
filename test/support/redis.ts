import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Where Debian and Homebrew put it; another place is named in REDIS_SERVER. */
export const REDIS_SERVER =
  [process.env.REDIS_SERVER, '/usr/bin/redis-server', '/opt/homebrew/bin/redis-server'].find(
    (path) => path !== undefined && existsSync(path),
  ) ?? '';

/** A real Redis that keeps nothing, and can be stopped and started again on its port. */
export class ThrowAwayRedis {
  private server: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<ThrowAwayRedis> {
    const redis = new ThrowAwayRedis(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.server = spawn(REDIS_SERVER, options, { stdio: 'ignore' });
    const client = new Redis(this.url, { retryStrategy: () => 50 });
    client.on('error', () => undefined);
    try {
      await client.ping();
    } finally {
      client.disconnect();
    }
  }

  /** Connections stay open and nothing is answered. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null) return;
    const gone = once(server, 'exit');
    this.thaw();
    server.kill('SIGTERM');
    await gone;
    this.server = undefined;
  }
}

/** Until it holds, or for good when it never does: the test's own limit ends it then. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
