import type { Database, Tenant } from '#host';
import type { Ledger } from '../contract.js';
import { TRANSACTIONS } from './ledger-rows.js';

/** Clocks of two nodes differ by less. */
const SKEW_MS = 3_600_000;

/**
 * What all credits before an instant come to. Balances were written in the order of ids, times by the clocks of several
 * nodes: what is on the other side of the instant by its time than by its id is counted by its time, as lists do.
 */
export class CreditBalances {
  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
  ) {}

  async at(tenant: Tenant, instant: Date): Promise<number> {
    const window = { kind: 'offset', offset: 0, limit: 1 } as const;
    const filter = { unit: 'credit', before: instant, window, total: false } as const;
    const [last] = (await this.ledger.transactions(tenant, filter)).items;
    if (!last) return 0;
    const near = (ms: number) => new Date(instant.getTime() + ms);
    const missing = await this.sum(tenant, '>', last.id, near(-SKEW_MS), instant);
    const tooMuch = await this.sum(tenant, '<', last.id, instant, near(SKEW_MS));
    return last.balanceAfter + missing - tooMuch;
  }

  private async sum(tenant: Tenant, side: '<' | '>', id: number, from: Date, before: Date): Promise<number> {
    const credits = this.db.of(TRANSACTIONS, tenant).where({ unit: 'credit' }).compare('id', side, id);
    const rows = credits.compare('createdAt', '>=', from).compare('createdAt', '<', before);
    const [found] = await rows.sums(['unit'], ['amount']);
    return found?.sums.amount ?? 0;
  }
}
