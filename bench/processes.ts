import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { once, shot, type Target } from './load.js';

const READY_MS = 60_000;
const STOP_MS = 10_000;
/** USER_HZ is 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** Servers get the first core to themselves, what loads them the second; the database may use all. */
export const SERVER_CORE = '0';
export const LOAD_CORE = '1';

/** Asked before anything is pinned: afterwards it answers for the pinned. */
const CORES = availableParallelism();

/** True when it worked: there is taskset only on Linux, and one core cannot be shared out. */
export function pin(pid: number, core: string): boolean {
  if (CORES < 2) return false;
  try {
    execFileSync('taskset', ['-a', '-c', '-p', core, String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Nothing of the caller's own settings reaches a server: it must not find their database. */
export function ownEnv(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...env };
}

/** A server process of ours. */
export class Server {
  private constructor(
    private readonly child: ChildProcess,
    readonly target: Target,
  ) {}

  /** Resolves once `path` is answered. */
  static async start(
    file: string,
    args: readonly string[],
    portVariable: string,
    env: Readonly<Record<string, string>>,
    path: string,
  ): Promise<Server> {
    const port = await freePort();
    const child = spawn(process.execPath, [...profiling(file), file, ...args], {
      env: ownEnv({ ...env, [portVariable]: String(port) }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => output.push(String(chunk)));
    const server = new Server(child, { host: '127.0.0.1', port });
    const isUp = await server.answers(path);
    if (!isUp) {
      await server.stop();
      throw new Error(`${file} did not start:\n${output.join('').slice(-4000)}`);
    }
    pin(child.pid as number, SERVER_CORE);
    return server;
  }

  /** Processor time it has used, in milliseconds; only Linux tells. Wavers less than the clock on a busy machine. */
  processorTime(): number {
    try {
      const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    } catch {
      return Number.NaN;
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }

  private async answers(path: string): Promise<boolean> {
    const request = shot('GET', this.target, path, {});
    for (const deadline = Date.now() + READY_MS; Date.now() < deadline && this.child.exitCode === null; ) {
      const answer = await once(this.target, request).catch(() => undefined);
      if (answer) return true;
      await sleep(50);
    }
    return false;
  }
}

/** `BENCH_PROFILE=folder` keeps a CPU profile of each server there. */
function profiling(file: string): string[] {
  const folder = process.env.BENCH_PROFILE;
  if (!folder) return [];
  const name = file.includes('floor') ? 'floor' : 'site';
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
