import { setTimeout as sleep } from 'node:timers/promises';
import { AuditLog } from '../../src/audit/audit-log.js';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import { type Clock, systemClock } from '../../src/clock.js';
import { type CronRoom, createCron } from '../../src/cron/create-cron.js';
import { type CronTimes, RUNS, type RunRow } from '../../src/cron/cron-tables.js';
import type { CronRun, CronSpec } from '../../src/cron/cron-task.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { Health } from '../../src/health/health.js';
import { createLogger } from '../../src/log.js';
import { Nodes } from '../../src/nodes/nodes.js';
import { Revisions } from '../../src/nodes/revisions.js';
import type { TestDatabase } from '../support/databases.js';

const log = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent');
const SHORT: CronTimes = { leaseMs: 1000, lookMs: 50, clockMs: 50, stopMs: 5000 };

export const actor = hostPrincipal(1, 'test');

/** A clock that stands until it is set. */
export class SetClock implements Clock {
  private at: number;

  constructor(text: string) {
    this.at = Date.parse(text);
  }

  now(): Date {
    return new Date(this.at);
  }

  set(text: string): void {
    this.at = Date.parse(text);
  }
}

/** Cron of one process: what several of them do on one database is tried in one test. */
export interface CronNode {
  readonly room: CronRoom;
  readonly nodes: Nodes;
  readonly health: Health;
}

export interface CronSite {
  readonly db: HostDatabase;
  node(clock?: Clock, times?: Partial<CronTimes>): Promise<CronNode>;
  runs(task: string): Promise<RunRow[]>;
}

/** Rooms of cron, without the rest of a site, on a database of their own. */
export async function onCron(database: TestDatabase, work: (site: CronSite) => Promise<void>): Promise<void> {
  const place = await database.open();
  const { url: databaseUrl, dataDir } = place;
  const db = await openDatabase({ databaseUrl, dataDir, log, clock: systemClock });
  const started: CronNode[] = [];
  try {
    await db.migrateHost();
    await work({
      db,
      async node(clock = systemClock, times = {}) {
        const node = await nodeOn(db, clock, times);
        started.push(node);
        return node;
      },
      async runs(task) {
        return db.site(RUNS).where({ task }).orderBy('id').all();
      },
    });
  } finally {
    for (const { room, nodes } of started) {
      await room.stop();
      await nodes.stop();
    }
    await db.close();
    await place.drop();
  }
}

async function nodeOn(db: HostDatabase, clock: Clock, times: Partial<CronTimes>): Promise<CronNode> {
  const nodes = new Nodes(db, log);
  const revisions = new Revisions(db, log, 50);
  const health = new Health('1', db, undefined, clock);
  const audit = new AuditLog(db, clock);
  const cronTimes = { ...SHORT, ...times };
  const room = createCron({ db, clock, log, audit, health, nodes, revisions, cronTimes });
  await nodes.start();
  return { room, nodes, health };
}

/** Runs when told, and counts. */
export function task(name: string, more: Partial<CronSpec> = {}): CronSpec {
  const run = async () => undefined;
  return { name, description: 'Of a test', schedule: '0 6 * * *', run, ...more };
}

/** A function that goes on until the test lets it. */
export class Gate {
  readonly begun: CronRun[] = [];
  private open: (() => void)[] = [];

  readonly run = async (run: CronRun): Promise<void> => {
    this.begun.push(run);
    await new Promise<void>((resolve) => this.open.push(resolve));
  };

  release(): void {
    for (const open of this.open.splice(0)) open();
  }
}

/** Until it holds; the test's own limit ends what never does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
