import { setTimeout as sleep } from 'node:timers/promises';
import { Billing } from '../../plugins/billing/contract.js';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import { systemClock } from '../../src/clock.js';
import { Host } from '../../src/host.js';
import { createLogger } from '../../src/log.js';
import { beforeStatements } from '../faults/statements.js';
import { PATIENT, siteConfig } from '../support/site.js';

/** Whose tokens the child process spends, and before which statement of the top-up it dies. */
export interface ToppingFate {
  readonly url: string | null;
  readonly dataDir: string;
  readonly orgId: number;
  readonly amount: number;
  readonly dieAt: number;
}

const fate = JSON.parse(process.argv[2] as string) as ToppingFate;
let counting = false;
let statements = 0;

/** From the first look at the top-up on, whatever is written. */
function step(sql: string): void {
  counting ||= /from `?billing_top_ups/.test(sql);
  if (!counting || !/^\s*(insert|update|delete|commit|begin not atomic)/i.test(sql)) return;
  if (/kp_(nodes|revisions|cron\w*|locks)\b/.test(sql)) return;
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
const actor = hostPrincipal(fate.orgId, 'tests');
const { ledger } = host.plugins.use(Billing);
const spending = {
  unit: 'token',
  action: 'chat',
  amount: fate.amount,
  key: `child ${Math.random()}`,
} as const;
await ledger.spend(actor, spending);
const deadline = Date.now() + 60_000;
while ((await ledger.balance(actor, 'token')).available < 1000 && Date.now() < deadline) await sleep(50);
console.log(`topped up after ${statements} statements`);
process.kill(process.pid, 'SIGKILL');
