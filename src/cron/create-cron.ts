import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { Health } from '../health/health.js';
import type { Logger } from '../log.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Revisions } from '../nodes/revisions.js';
import { OwnedRegistry } from '../owned-registry.js';
import type { Room } from '../room.js';
import type { CronSpec } from './cron-task.js';

export interface CronNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly log: Logger;
  readonly health: Health;
  readonly nodes: Nodes;
  readonly revisions: Revisions;
}

export interface CronRoom extends Room {
  readonly tasks: OwnedRegistry<CronSpec>;
}

export function createCron(_needs: CronNeeds): CronRoom {
  return { tasks: new OwnedRegistry<CronSpec>('cron task'), async start() {}, async stop() {} };
}
