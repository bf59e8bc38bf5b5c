import { changed, given, notFound, type Principal, ProblemError, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Package, Unit } from '../contract.js';
import type { PackageCatalogue } from '../packages/packages.js';
import { TOP_UP_JOB, type TopUpRow } from './top-up-row.js';
import type { TopUpChanges, TopUpStore } from './top-up-store.js';

const USUAL_CAP = 10;

/**
 * `off`: not configured or not enabled. `waiting`: enough is left, or the next look has not come yet. `charging`: one is
 * under way. `paused`: for an hour, after a decline or at the cap of the month. `stopped`: after three declines in
 * a row, until the settings are saved again.
 */
export type TopUpState = 'off' | 'waiting' | 'charging' | 'paused' | 'stopped';

/** A top-up as people see it. */
export interface TopUp {
  readonly unit: Unit;
  readonly enabled: boolean;
  readonly state: TopUpState;
  readonly threshold: number;
  readonly package: Package | null;
  readonly amount: number | null;
  readonly monthlyCap: number;
  readonly usedThisMonth: number;
  readonly paymentMethodId: string | null;
  readonly declines: number;
}

export interface TopUpValues {
  readonly threshold: number;
  /** One of these two. */
  readonly package?: Package | null;
  readonly amount?: number | null;
  readonly enabled?: boolean;
  /** Charges a month at most. Default: 10. */
  readonly monthlyCap?: number;
  readonly paymentMethodId?: string | null;
}

/** What organisations set of their top-ups. */
export class TopUps {
  constructor(
    private readonly host: BillingHost,
    private readonly store: TopUpStore,
    private readonly packages: PackageCatalogue,
  ) {}

  /** Undefined: it was never set up. */
  async of(tenant: Tenant, unit: Unit): Promise<TopUp | undefined> {
    const row = await this.store.find(tenant, unit);
    return row && this.shown(tenant, row);
  }

  async create(actor: Principal, unit: Unit, values: TopUpValues): Promise<TopUp> {
    const { threshold, enabled = true, monthlyCap = USUAL_CAP, paymentMethodId = null } = values;
    const what = { packageId: values.package?.id ?? null, amount: values.amount ?? null };
    return this.host.db.transaction(async () => {
      // Inside: who is second of two at once begins again, and finds it.
      if (await this.store.find(actor, unit)) throw configured(unit);
      const terms = { threshold, enabled, monthlyCap, paymentMethodId, ...what };
      const row = await this.store.make(actor, unit, terms);
      await this.record(actor, 'created', row, { ...what, threshold, enabled, monthlyCap });
      await this.look(actor, unit);
      return this.shown(actor, row);
    });
  }

  /** Whatever is changed, charges that were stopped after declines may be tried again. */
  update(actor: Principal, unit: Unit, values: Partial<TopUpValues>): Promise<TopUp> {
    return this.host.db.transaction(async () => {
      const before = await this.store.locked(actor, unit);
      if (!before) throw notFound('auto top-up', unit);
      const { package: sold, amount, ...plain } = values;
      const what: TopUpChanges =
        sold !== undefined || amount !== undefined
          ? { packageId: sold?.id ?? null, amount: amount ?? null }
          : {};
      const fresh = { declines: 0, stoppedAt: null, pausedUntil: null };
      const after = await this.store.change(actor, before, { ...given(plain), ...what, ...fresh });
      await this.record(actor, 'updated', after, changed(before, after));
      await this.look(actor, unit);
      return this.shown(actor, after);
    });
  }

  delete(actor: Principal, unit: Unit): Promise<void> {
    return this.host.db.transaction(async () => {
      const row = await this.store.locked(actor, unit);
      if (!row) throw notFound('auto top-up', unit);
      await this.store.forget(actor, row);
      await this.record(actor, 'deleted', row, { threshold: row.threshold });
    });
  }

  /** In the transaction in which too little was left. */
  async look({ orgId }: Tenant, unit: Unit): Promise<void> {
    await this.host.jobs.enqueue(TOP_UP_JOB, { unit }, { orgId, uniqueKey: `${orgId} ${unit}` });
  }

  private async shown(tenant: Tenant, row: TopUpRow): Promise<TopUp> {
    const { unit, enabled, threshold, amount, monthlyCap, paymentMethodId, declines } = row;
    const sold = row.packageId === null ? null : await this.packages.get(row.packageId);
    const usedThisMonth = await this.store.countOfMonth(tenant, unit);
    const isCharging = (await this.store.pending(tenant, unit)) !== undefined;
    const state = isCharging ? 'charging' : stateOf(row);
    const settings = { unit, enabled, state, threshold, package: sold, amount } as const;
    return { ...settings, monthlyCap, usedThisMonth, paymentMethodId, declines };
  }

  private async record(actor: Principal, what: string, row: TopUpRow, changes: Record<string, unknown>) {
    const entry = { entityType: 'auto-top-up', entityId: row.unit, changes };
    await this.host.audit.record(actor, { action: `auto-top-up.${what}`, ...entry });
  }
}

function stateOf({ enabled, stoppedAt, pausedUntil }: TopUpRow): TopUpState {
  if (!enabled) return 'off';
  if (stoppedAt) return 'stopped';
  return pausedUntil ? 'paused' : 'waiting';
}

function configured(unit: Unit): ProblemError {
  return new ProblemError('conflict', `Auto top-up of ${unit}s is configured already: change it instead`);
}
