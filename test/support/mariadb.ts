import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { SCRATCH } from './scratch.js';

/** A MariaDB or MySQL server that lives as long as the test run. */
export interface ThrowAwayServer {
  /** Without a schema: `mysql://root@127.0.0.1:port/` */
  readonly url: string;
  stop(): Promise<void>;
}

const BINARIES = ['mariadbd', 'mysqld'];
const START_LIMIT_MS = 60_000;

/** Small and quick to start; durable as in production, so that kills prove something. */
const SETTINGS = [
  '--no-defaults',
  '--bind-address=127.0.0.1',
  '--innodb-buffer-pool-size=128M',
  '--innodb-log-file-size=24M',
  '--innodb-flush-log-at-trx-commit=1',
  '--max-connections=400',
  '--skip-log-bin',
  '--skip-name-resolve',
  '--performance-schema=OFF',
];

/** Path of a server binary on this machine. */
export function findServer(): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/libexec',
  ];
  for (const binary of BINARIES) {
    const folder = folders.find((candidate) => candidate !== '' && existsSync(join(candidate, binary)));
    if (folder !== undefined) return join(folder, binary);
  }
  return undefined;
}

/**
 * Starts a server of its own on a free port, in a folder of its own; ends with `stop` or with this process.
 * `settings` are more options of the server, and win over those above.
 */
export async function startMariaDb(settings: readonly string[] = []): Promise<ThrowAwayServer> {
  const binary = findServer();
  if (!binary) throw new Error('There is neither mariadbd nor mysqld on this machine');
  return startServer(binary, settings);
}

async function startServer(binary: string, settings: readonly string[]): Promise<ThrowAwayServer> {
  const home = mkdtempSync(join(SCRATCH, 'koapress-mysql-'));
  // Of its own: two servers that start at once would meet in a shared one.
  mkdirSync(join(home, 'tmp'));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  initialize(binary, home, user);
  const server = spawn(
    binary,
    [
      ...SETTINGS,
      ...settings,
      ...user,
      `--datadir=${home}/data`,
      `--tmpdir=${home}/tmp`,
      `--socket=${home}/server.sock`,
      `--port=${port}`,
      `--pid-file=${home}/server.pid`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  endWithRun(server, home);
  await answering(server, port);
  return {
    url: `mysql://root@127.0.0.1:${port}/`,
    async stop() {
      const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      if (server.exitCode === null && server.signalCode === null) {
        server.ref(); // or this process would be over before the server is
        server.kill('SIGTERM');
        await gone;
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** MariaDB makes its system tables by a script or by itself, MySQL by `--initialize-insecure`. */
function initialize(binary: string, home: string, user: readonly string[]): void {
  const places = [`--datadir=${home}/data`, `--tmpdir=${home}/tmp`];
  if (/mariadb/i.test(execFileSync(binary, ['--no-defaults', '--version'], { encoding: 'utf8' }))) {
    const script = ['mariadb-install-db', 'mysql_install_db'].find(onPath) ?? 'mariadb-install-db';
    const options = [
      '--no-defaults',
      ...places,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...user,
    ];
    execFileSync(script, options, { stdio: 'pipe' });
  } else {
    execFileSync(binary, ['--no-defaults', '--initialize-insecure', ...places, ...user], { stdio: 'pipe' });
  }
}

function onPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/**
 * However this process ends, also by SIGKILL, a shell that waits for it ends the server and removes the folder.
 * While the folder is there the server's number is still its own.
 */
const GUARDIAN = `trap '' INT TERM HUP
while kill -0 "$1" 2>/dev/null; do [ -d "$3" ] || exit; sleep 0.5; done
[ -d "$3" ] || exit
kill -9 "$2" 2>/dev/null
while kill -0 "$2" 2>/dev/null; do sleep 0.1; done
rm -rf "$3"`;

function endWithRun(server: ChildProcess, home: string): void {
  const places = [String(process.pid), String(server.pid), home];
  spawn('/bin/sh', ['-c', GUARDIAN, 'guardian', ...places], { detached: true, stdio: 'ignore' }).unref();
  server.unref();
  (server.stderr as unknown as { unref?: () => void } | null)?.unref?.();
}

async function answering(server: ChildProcess, port: number): Promise<void> {
  let output = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`the database server ended at once:\n${output}`);
    try {
      const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
      await connection.end();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`the database server does not answer:\n${output}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
