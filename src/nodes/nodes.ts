import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../database/database.js';
import type { Logger } from '../log.js';

/** A process that runs the site. */
export interface Node {
  readonly id: string;
  readonly machine: string;
  readonly pid: number;
  readonly pluginsRevision: number;
  /** Plugins that are active and could not be loaded in that process. */
  readonly faults: readonly string[];
  readonly packages: NodePackages;
}

/** What a process can say of each package: its SHA-256 when it is there and can be loaded, else why not. */
export type NodePackages = Readonly<
  Record<string, { readonly sha256: string; readonly fault?: string | undefined }>
>;

interface NodeRow {
  readonly id: string;
  readonly machine: string;
  readonly pid: number;
  readonly beat_at: string | Date;
  readonly plugins_revision: number | string;
  readonly faults: string;
  readonly packages: string | null;
  readonly now: string | Date;
}

const BEAT_MS = 2000;
/** Without a heartbeat for so long a process counts as gone. */
const LIVE_MS = 5000;
/** Rows of processes that never said good-bye. */
const FORGET_MS = 3_600_000;

/**
 * Heartbeats of the processes that run the site. `current_timestamp` is the one clock that all of them share, and
 * both databases know it; it counts whole seconds.
 */
export class Nodes {
  readonly id = randomUUID();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private pluginsRevision = 0;
  private faults: readonly string[] = [];
  private packages: NodePackages = {};
  private running = false;

  constructor(
    private readonly db: Database,
    private readonly log: Logger,
    private readonly beatMs = BEAT_MS,
  ) {}

  /** True in a process that runs the site; false in a command. */
  get isRunning(): boolean {
    return this.running;
  }

  /** From now on this process is one that runs the site. */
  async start(): Promise<void> {
    await this.register();
    this.running = true;
    await this.forgetOld();
    this.schedule();
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    clearTimeout(this.timer);
    await this.beating;
    await this.db.query('kp_nodes').where({ id: this.id }).delete();
  }

  /** Shows what this process has applied; others wait for it before they drop tables or switch a package on. */
  async report(
    pluginsRevision: number,
    faults: readonly string[],
    packages: NodePackages = {},
  ): Promise<void> {
    this.pluginsRevision = pluginsRevision;
    this.faults = faults;
    this.packages = packages;
    if (this.running) await this.beat();
  }

  /** Those that had a heartbeat within the last 5 seconds. */
  async live(): Promise<readonly Node[]> {
    const all = await this.all();
    return all.filter(({ age }) => age <= LIVE_MS).map(({ node }) => node);
  }

  /** By id, also one whose heartbeat has stopped; undefined once it has said good-bye. */
  async find(id: string): Promise<Node | undefined> {
    return (await this.all()).find(({ node }) => node.id === id)?.node;
  }

  async isLive(id: string): Promise<boolean> {
    return (await this.live()).some((node) => node.id === id);
  }

  private async all(): Promise<readonly { readonly node: Node; readonly age: number }[]> {
    const rows = await this.db.raw<NodeRow>('select kp_nodes.*, current_timestamp as now from kp_nodes');
    return rows.map((row) => ({ node: nodeOf(row), age: instant(row.now) - instant(row.beat_at) }));
  }

  private async forgetOld(): Promise<void> {
    const old = (await this.all()).filter(({ age }) => age > FORGET_MS).map(({ node }) => node.id);
    if (old.length > 0) await this.db.query('kp_nodes').whereIn('id', old).delete();
  }

  private schedule(): void {
    if (!this.running) return;
    this.timer = setTimeout(() => {
      this.beating = this.beat()
        .catch((error: unknown) => this.log.warn({ err: error }, 'The heartbeat could not be written'))
        .finally(() => this.schedule());
    }, this.beatMs);
    this.timer.unref();
  }

  /** A process that slept so long that others have forgotten it comes back. */
  private async beat(): Promise<void> {
    const facts = {
      plugins_revision: this.pluginsRevision,
      faults: JSON.stringify(this.faults),
      packages: JSON.stringify(this.packages),
    };
    const now = this.db.query('kp_nodes').client.raw('current_timestamp');
    const changed = await this.db
      .query('kp_nodes')
      .where({ id: this.id })
      .update({ ...facts, beat_at: now });
    if (Number(changed) === 0) await this.register();
  }

  private async register(): Promise<void> {
    await this.db.raw(
      `insert into kp_nodes (id, machine, pid, started_at, beat_at, plugins_revision, faults, packages)
       values (?, ?, ?, current_timestamp, current_timestamp, ?, ?, ?)`,
      [
        this.id,
        hostname().slice(0, 191),
        process.pid,
        this.pluginsRevision,
        JSON.stringify(this.faults),
        JSON.stringify(this.packages),
      ],
    );
  }
}

function nodeOf(row: NodeRow): Node {
  return {
    id: row.id,
    machine: row.machine,
    pid: Number(row.pid),
    pluginsRevision: Number(row.plugins_revision),
    faults: JSON.parse(row.faults) as string[],
    packages: JSON.parse(row.packages ?? '{}') as NodePackages,
  };
}

/** Text without a zone is UTC: so both databases are set up. */
function instant(value: string | Date): number {
  return value instanceof Date ? value.getTime() : Date.parse(`${value.slice(0, 19).replace(' ', 'T')}Z`);
}
