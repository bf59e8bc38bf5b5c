import { againOnDuplicate, type Principal, type Rows, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Unit } from '../contract.js';
import type { Wallets } from '../ledger/wallets.js';
import {
  monthAt,
  TOP_UP_CHARGES,
  TOP_UPS,
  type TopUpChargeRow,
  type TopUpRow,
  thresholdInForce,
} from './top-up-row.js';

export type TopUpChanges = Partial<
  Omit<TopUpRow, 'id' | 'orgId' | 'unit' | 'armed' | 'createdAt' | 'updatedAt'>
>;

/** The rows of top-ups. A change keeps the wallet's headroom in step, in the same transaction. */
export class TopUpStore {
  constructor(
    readonly host: BillingHost,
    private readonly wallets: Wallets,
  ) {}

  find(tenant: Tenant, unit: Unit): Promise<TopUpRow | undefined> {
    return this.rows(tenant).where({ unit }).first();
  }

  locked(tenant: Tenant, unit: Unit): Promise<TopUpRow | undefined> {
    return this.rows(tenant).where({ unit }).forUpdate().first();
  }

  make(
    tenant: Tenant,
    unit: Unit,
    values: Pick<
      TopUpRow,
      'enabled' | 'threshold' | 'packageId' | 'amount' | 'monthlyCap' | 'paymentMethodId'
    >,
  ): Promise<TopUpRow> {
    const now = this.host.clock.now();
    const fresh = { declines: 0, stoppedAt: null, pausedUntil: null, cappedMonth: null };
    const row = { ...values, ...fresh, unit, createdAt: now, updatedAt: now };
    return againOnDuplicate(this.host.db, async () => {
      const id = await this.rows(tenant).insert({ ...row, armed: 0 });
      return this.change(tenant, { ...row, armed: 0, id, orgId: tenant.orgId }, {});
    });
  }

  /** The row is locked. */
  async change(tenant: Tenant, row: TopUpRow, changes: TopUpChanges): Promise<TopUpRow> {
    const changed = { ...row, ...changes, updatedAt: this.host.clock.now() };
    const armed = thresholdInForce(changed);
    const { id: _, orgId: __, ...columns } = { ...changed, armed };
    await this.rows(tenant).where({ id: row.id }).update(columns);
    if (armed !== row.armed) await this.wallets.shift(tenant, row.unit, row.armed - armed);
    return { ...changed, armed };
  }

  /** The row is locked. */
  async forget(tenant: Tenant, row: TopUpRow): Promise<void> {
    await this.change(tenant, row, { enabled: false });
    await this.rows(tenant).where({ id: row.id }).delete();
  }

  /** The one that is under way counts as if it had come: the headroom grows, and no second one is made. */
  async begin(
    actor: Principal,
    row: TopUpRow,
    charge: Pick<TopUpChargeRow, 'orderId' | 'chargeId' | 'amount'>,
  ) {
    const { unit, orgId } = row;
    const createdAt = this.host.clock.now();
    const about = {
      unit,
      month: await this.month(actor),
      status: 'pending',
      liveKey: `${orgId} ${unit}`,
    } as const;
    await this.charges(actor).insert({ ...charge, ...about, createdAt });
    await this.wallets.shift(actor, unit, charge.amount);
  }

  /** Undefined: it is none of ours, or over already. */
  async end(
    actor: Principal,
    match: Pick<TopUpChargeRow, 'orderId'> & Partial<TopUpChargeRow>,
    outcome: Pick<TopUpChargeRow, 'status'> & { readonly failure?: string | null },
  ): Promise<TopUpChargeRow | undefined> {
    const pending = this.charges(actor).where({ ...match, status: 'pending' });
    const seen = await pending.first();
    if (!seen) return undefined;
    // The settings before the wallet, as who saves them.
    await this.locked(actor, seen.unit);
    const found = await pending.forUpdate().first();
    if (!found) return undefined;
    const endedAt = this.host.clock.now();
    await this.charges(actor)
      .where({ id: found.id })
      .update({ ...outcome, liveKey: null, endedAt });
    await this.wallets.shift(actor, found.unit, -found.amount);
    return found;
  }

  /** It was declined, and is paid now: as after a bank's question. It is one of its month's. */
  async countAfterAll(tenant: Tenant, orderId: number): Promise<void> {
    const paid = { status: 'succeeded', failure: null } as const;
    await this.charges(tenant).where({ orderId, status: 'failed' }).update(paid);
  }

  pending(tenant: Tenant, unit: Unit): Promise<TopUpChargeRow | undefined> {
    return this.charges(tenant)
      .where({ liveKey: `${tenant.orgId} ${unit}` })
      .first();
  }

  /** Those of this month that were paid, or may still be. */
  async countOfMonth(tenant: Tenant, unit: Unit): Promise<number> {
    const month = await this.month(tenant);
    return this.charges(tenant).where({ unit, month }).whereIn('status', ['pending', 'succeeded']).count();
  }

  async month(tenant: Tenant): Promise<string> {
    const { timezone } = await this.host.accounts.organization(tenant);
    return monthAt(this.host.clock.now(), timezone);
  }

  private charges(tenant: Tenant): Rows<TopUpChargeRow> {
    return this.host.db.of(TOP_UP_CHARGES, tenant);
  }

  private rows(tenant: Tenant): Rows<TopUpRow> {
    return this.host.db.of(TOP_UPS, tenant);
  }
}
