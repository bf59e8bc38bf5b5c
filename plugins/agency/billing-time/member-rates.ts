import { againOnDuplicate, type Principal, type Rows, type Tenant, tenantTable } from '#host';
import { assertCurrency } from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { MemberRate, MemberRates } from '../contract.js';
import { notFound } from '../problems.js';

interface MemberRateRow {
  readonly id: number;
  readonly orgId: number;
  readonly userId: number;
  readonly hourlyRate: number;
  readonly currency: string;
  readonly updatedAt: Date;
}

// Nothing lists them.
const RATES = tenantTable<MemberRateRow>('agency_member_rates', {
  instants: ['updatedAt'],
  keepTotals: false,
});

/** What an hour of each member costs. */
export class MemberRateRecords implements MemberRates {
  constructor(private readonly host: AgencyHost) {}

  async get(tenant: Tenant, userId: number): Promise<MemberRate> {
    const members = await this.host.accounts.members(tenant, [userId]);
    if (!members.has(userId)) throw notFound('member', userId);
    return rateOf(userId, await this.rows(tenant).where({ userId }).first());
  }

  /** Of these people, in one currency. One query. */
  async ofMany(tenant: Tenant, userIds: readonly number[], currency: string): Promise<Map<number, number>> {
    const rows = await this.rows(tenant).whereIn('userId', userIds).all();
    const counting = rows.filter((row) => row.currency === currency);
    return new Map(counting.map(({ userId, hourlyRate }) => [userId, hourlyRate]));
  }

  async set(
    actor: Principal,
    userId: number,
    { hourlyRate, currency }: { readonly hourlyRate: number | null; readonly currency?: string },
  ): Promise<MemberRate> {
    const own = currency ?? (await this.host.accounts.organization(actor)).currency;
    assertCurrency(own, 'currency');
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.get(actor, userId);
      await this.keep(actor, userId, before, { hourlyRate, currency: own });
      const rate = await this.get(actor, userId);
      // Not how much: more people read the log than rates.
      const changes = { currency: [before.currency, rate.currency] };
      const entry = { action: 'member-rate.set', entityType: 'member', entityId: userId, changes };
      await this.host.audit.record(actor, entry);
      return rate;
    });
  }

  private async keep(
    actor: Principal,
    userId: number,
    before: MemberRate,
    { hourlyRate, currency }: { readonly hourlyRate: number | null; readonly currency: string },
  ): Promise<void> {
    const rows = this.rows(actor).where({ userId });
    if (hourlyRate === null) {
      await rows.delete();
      return;
    }
    const row = { hourlyRate, currency, updatedAt: this.host.clock.now() };
    if (before.hourlyRate === null) await this.rows(actor).insert({ ...row, userId });
    else await rows.update(row);
  }

  private rows(tenant: Tenant): Rows<MemberRateRow> {
    return this.host.db.of(RATES, tenant);
  }
}

function rateOf(userId: number, row: MemberRateRow | undefined): MemberRate {
  return {
    userId,
    hourlyRate: row?.hourlyRate ?? null,
    currency: row?.currency ?? null,
    updatedAt: row?.updatedAt ?? null,
  };
}
