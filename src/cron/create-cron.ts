import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Health, HealthProblem } from '../health/health.js';
import type { Logger } from '../log.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Revisions } from '../nodes/revisions.js';
import type { Room } from '../room.js';
import { Claims } from './claims.js';
import { ClockWatch } from './clock-watch.js';
import { Coordinator } from './coordinator.js';
import { CronControl } from './cron-control.js';
import { CRON_TIMES, type CronTimes, type TaskState } from './cron-tables.js';
import { CronTasks } from './cron-tasks.js';
import { Ledger } from './ledger.js';
import { TaskStates } from './task-states.js';

export interface CronNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: Audit;
  readonly health: Health;
  readonly nodes: Nodes;
  readonly revisions: Revisions;
  /** For tests. */
  readonly cronTimes?: Partial<CronTimes>;
}

export interface CronRoom extends Room {
  readonly tasks: CronTasks;
  readonly control: CronControl;
  /** Tasks that have not succeeded for long, of those that are on: where no plugin is loaded, too. */
  problems(isOn: (name: string, owner: string) => boolean): Promise<HealthProblem[]>;
  /** Deletes old runs. */
  prune(): Promise<void>;
}

export function createCron(needs: CronNeeds): CronRoom {
  const { clock, health, log, revisions } = needs;
  const times = { ...CRON_TIMES, ...needs.cronTimes };
  const tasks = new CronTasks();
  const states = new TaskStates(needs.db, clock);
  const claims = new Claims({ ...needs, states, nodeId: needs.nodes.id });
  const ledger = new Ledger({ ...needs, states, leaseMs: times.leaseMs, nodeId: needs.nodes.id });
  const coordinator = new Coordinator({ ...needs, ...times, tasks, states, claims, ledger });
  const control = new CronControl({ ...needs, tasks, states, claims, ledger, coordinator });
  tasks.keptBy(coordinator);
  const problems = async (isOn: (name: string, owner: string) => boolean) =>
    (await states.ill()).filter(({ name, owner }) => isOn(name, owner)).map(problemFound);
  health.watches(() => problems((name) => tasks.find(name) !== undefined));
  const watch = new ClockWatch(clock, times.clockMs, (by) => {
    log.warn({ milliseconds: by }, 'The clock was set; the times of cron tasks are worked out again');
    tasks.armAll();
    coordinator.look();
  });
  let looking: NodeJS.Timeout | undefined;
  let unfollow = () => {};
  return {
    tasks,
    control,
    problems,
    prune: () => ledger.prune(),
    async start() {
      coordinator.start();
      watch.start();
      tasks.armAll();
      coordinator.look();
      looking = setInterval(() => coordinator.look(), times.lookMs).unref();
      unfollow = revisions.onChange('cron', () => coordinator.look());
    },
    async stop() {
      unfollow();
      clearInterval(looking);
      watch.stop();
      tasks.disarmAll();
      await coordinator.stop();
    },
  };
}

function problemFound({ name, problem }: TaskState): HealthProblem {
  const cure = `koapress cron history ${name} says what went wrong.`;
  return { check: `Cron task ${name}`, detail: problem ?? '', cure };
}
