import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';
import { isProblem, type ProblemCode, ProblemError } from '../http/problem.js';
import type { Logger } from '../log.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Revisions } from '../nodes/revisions.js';
import type { PluginManager } from './plugin-manager.js';

export type PluginAction = 'activate' | 'deactivate' | 'uninstall';

/** A principal as a row: sets are lists. */
interface StoredActor extends Omit<Principal, 'siteScopes' | 'orgScopes'> {
  readonly siteScopes: readonly string[];
  readonly orgScopes: readonly string[];
}

interface Refusal {
  readonly code: ProblemCode;
  readonly message: string;
  readonly reason: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

interface RequestRow {
  readonly id: number;
  readonly action: PluginAction;
  readonly plugin: string;
  readonly actor: StoredActor;
  readonly status: 'waiting' | 'taken' | 'done' | 'withdrawn';
  readonly nodeId: string | null;
  readonly outcome: { readonly refused?: Refusal } | null;
  readonly createdAt: Date;
}

const TABLE = siteTable<RequestRow>('kp_plugin_requests', {
  json: ['actor', 'outcome'],
  instants: ['createdAt'],
});
const LOOK_MS = 100;
const TAKE_MS = 5000;
const KEEP_MS = 86_400_000;

export interface PluginRequestsOptions {
  readonly db: Database;
  readonly nodes: Nodes;
  readonly revisions: Revisions;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What acts on requests. */
type Acting = Pick<PluginManager, PluginAction>;

/** How a command beside a running site has plugins switched: it writes a row, and a process of the site acts. */
export class PluginRequests {
  constructor(private readonly options: PluginRequestsOptions) {}

  /**
   * Has the running site do it, and throws what the site threw. Answers false when no site is running: then the
   * caller acts itself.
   */
  async ask(action: PluginAction, plugin: string, actor: Principal): Promise<boolean> {
    if ((await this.options.nodes.live()).length === 0) return false;
    const id = await this.write(action, plugin, actor);
    for (let waited = 0; ; waited += LOOK_MS) {
      const row = await this.row(id);
      if (row.status === 'done') {
        if (row.outcome?.refused) throw problemOf(row.outcome.refused);
        return true;
      }
      if (
        row.status === 'waiting' &&
        waited >= TAKE_MS &&
        (await this.change(id, 'waiting', { status: 'withdrawn' }))
      ) {
        return false;
      }
      if (row.nodeId !== null && waited % 1000 === 0) await this.assertLive(row.nodeId);
      await sleep(LOOK_MS);
    }
  }

  /** Acts on requests from now on; answers how to stop. */
  serve(manager: Acting): () => void {
    const { revisions } = this.options;
    return revisions.onChange('plugin-requests', () => this.takeAll(manager), -1);
  }

  private async takeAll(manager: Acting): Promise<void> {
    const { db, nodes, clock } = this.options;
    for (const row of await db.site(TABLE).where({ status: 'waiting' }).orderBy('id').all()) {
      if (!(await this.change(row.id, 'waiting', { status: 'taken', nodeId: nodes.id }))) continue;
      const outcome = await this.act(manager, row);
      await this.change(row.id, 'taken', { status: 'done', outcome });
    }
    await db
      .site(TABLE)
      .compare('createdAt', '<', new Date(clock.now().getTime() - KEEP_MS))
      .delete();
  }

  private async act(manager: Acting, row: RequestRow): Promise<RequestRow['outcome']> {
    const actor = principalOf(row.actor);
    try {
      await manager[row.action](row.plugin, actor);
      return {};
    } catch (error) {
      if (!isProblem(error))
        this.options.log.error({ err: error, plugin: row.plugin }, `The request to ${row.action} failed`);
      return { refused: refusalOf(error) };
    }
  }

  private async write(action: PluginAction, plugin: string, actor: Principal): Promise<number> {
    const { db, revisions, clock } = this.options;
    return db.transaction(async () => {
      await revisions.bump('plugin-requests');
      return db.site(TABLE).insert({
        action,
        plugin,
        actor: storedActor(actor),
        status: 'waiting',
        nodeId: null,
        outcome: null,
        createdAt: clock.now(),
      });
    });
  }

  /** False when somebody else was faster. */
  private async change(id: number, from: RequestRow['status'], to: Partial<RequestRow>): Promise<boolean> {
    return (await this.options.db.site(TABLE).where({ id, status: from }).update(to)) > 0;
  }

  private async row(id: number): Promise<RequestRow> {
    const row = await this.options.db.site(TABLE).where({ id }).first();
    if (!row) throw new ProblemError('unavailable', 'The request to the running site is gone');
    return row;
  }

  private async assertLive(nodeId: string): Promise<void> {
    if (await this.options.nodes.isLive(nodeId)) return;
    throw new ProblemError(
      'unavailable',
      'The site ended while it did this; its next start tidies up. Ask again then.',
    );
  }
}

function storedActor(actor: Principal): StoredActor {
  return { ...actor, siteScopes: [...actor.siteScopes], orgScopes: [...actor.orgScopes] };
}

function principalOf(actor: StoredActor): Principal {
  return { ...actor, siteScopes: new Set(actor.siteScopes), orgScopes: new Set(actor.orgScopes) };
}

function refusalOf(error: unknown): Refusal {
  if (isProblem(error))
    return { code: error.code, message: error.message, reason: error.reason, data: error.data };
  return {
    code: 'internal',
    message: 'The site failed to do this; its log says why',
    reason: undefined,
    data: {},
  };
}

function problemOf({ code, message, reason, data }: Refusal): ProblemError {
  return new ProblemError(code, message, { ...(reason !== undefined && { reason }), data });
}
