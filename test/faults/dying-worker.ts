import { setTimeout as sleep } from 'node:timers/promises';
import { Host } from '../../src/host.js';
import { createLogger } from '../../src/log.js';
import { PATIENT, siteConfig } from '../support/site.js';
import { beforeStatements } from './statements.js';

const DAY_MS = 86_400_000;
const PATIENCE_MS = 60_000;

/** Which jobs of billing the child process works on, on which day, and before which statement it dies. */
export interface WorkersFate {
  readonly url: string | null;
  readonly dataDir: string;
  readonly orgId: number;
  readonly daysOn: number;
  /** Null: what waits already. */
  readonly job: { readonly name: string; readonly payload: object; readonly uniqueKey: string } | null;
  /** Counted is what is written from the first statement that matches: a regular expression. */
  readonly since: string;
  readonly dieAt: number;
}

const fate = JSON.parse(process.argv[2] as string) as WorkersFate;
const since = new RegExp(fate.since);
let statements = 0;

function step(sql: string): void {
  if (!/^\s*(insert|update|delete|commit|begin not atomic)/i.test(sql)) return;
  if (statements === 0 && !since.test(sql)) return;
  if (/kp_(nodes|revisions|cron\w*|locks)\b/.test(sql)) return;
  statements += 1;
  if (statements === fate.dieAt) process.kill(process.pid, 'SIGKILL');
}

const clock = { now: () => new Date(Date.now() + fate.daysOn * DAY_MS) };
const host = await Host.open(siteConfig(fate), { ...PATIENT, log: createLogger('silent'), clock });
await beforeStatements(host, step);
await host.start();
const { orgId, job } = fate;
if (job) await host.background.jobs.jobs.enqueue(job.name, job.payload, { orgId, uniqueKey: job.uniqueKey });
const idle = async () => {
  const [left] = await host.db.raw<{ n: number }>(
    "select count(*) as n from kp_jobs where name like 'billing.%' and status in ('waiting', 'ready', 'running')",
  );
  return Number(left?.n) === 0;
};
const deadline = Date.now() + PATIENCE_MS;
while (!(await idle()) && Date.now() < deadline) await sleep(20);
console.log(`done after ${statements} statements`);
process.kill(process.pid, 'SIGKILL');
