import { systemClock } from '../../../src/clock.js';
import { Host } from '../../../src/host.js';
import { createLogger } from '../../../src/log.js';
import { beforeStatements } from '../../faults/statements.js';
import { PATIENT, siteConfig } from '../../support/site.js';

/** What the child process shall do, and before which statement of the request it shall die. */
export interface Fate {
  readonly url: string | null;
  readonly dataDir: string;
  /** Default: POST. */
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dieAt: number;
}

/** What a site does beside the request: what is left is the same statements in the same order in each child. */
const BESIDE =
  /kp_(nodes|revisions|plugin_requests|jobs|cron\w*|locks|api_keys|options)\b|set session|select version/;

/** Run as a process of its own: a site that kills itself in the middle of a request, as a power cut would. */
const fate = JSON.parse(process.argv[2] as string) as Fate;
let counting = false;
let statements = 0;

function step(sql: string): void {
  if (!counting || BESIDE.test(sql)) return;
  statements += 1;
  if (statements === fate.dieAt) process.kill(process.pid, 'SIGKILL');
}

const host = await Host.open(siteConfig(fate), {
  ...PATIENT,
  log: createLogger('silent'),
  clock: systemClock,
});
await host.start();
await beforeStatements(host, step);
await fetch(host.url + fate.path, { headers: fate.headers });
counting = true;
const headers = { 'content-type': 'application/json', ...fate.headers };
const { status } = await fetch(host.url + fate.path, {
  method: fate.method ?? 'POST',
  headers,
  body: JSON.stringify(fate.body),
});
console.log(`answered ${status} after ${statements} statements`);
process.kill(process.pid, 'SIGKILL');
