import { dayAfter, notFound, type Principal, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts, Day, Ledger } from '../contract.js';
import type { Paper, Papers } from '../documents/papers.js';
import type { Statement } from '../documents/statement-document.js';
import { CreditBalances } from './credit-balances.js';
import { TRANSACTIONS } from './ledger-rows.js';
import { following, isMonth, startOf } from './months.js';

/** With more than these, a line stands for a day. */
const MOST_LINES = 1000;

type Movement = Statement['movements'][number];

/** Monthly statements of what an organisation has with the operator. What moved leads from one balance to the other. */
export class Statements {
  private readonly balances;

  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
    private readonly ledger: Ledger,
    private readonly papers: Papers,
  ) {
    this.balances = new CreditBalances(host.db, ledger);
  }

  /** `2026-11`. Not found where the month has not begun, or nothing had happened yet at its end. */
  async of(buyer: Principal, period: string): Promise<Paper> {
    const found = this.hasBegun(period) ? await this.figures(buyer, period) : undefined;
    if (!found) throw notFound('statement', period);
    const operator = await this.accounts.operator('statements of its customers');
    const { currency } = await this.host.accounts.organization(operator);
    const { customerId } = await this.accounts.of(buyer);
    return this.papers.statement(operator, customerId, { ...found, month: period, currency });
  }

  /** Undefined: nothing had ever happened at its end. */
  async figures(tenant: Tenant, month: string): Promise<Omit<Statement, 'month' | 'currency'> | undefined> {
    const opening = await this.balances.at(tenant, startOf(month));
    const moved = (await this.each(tenant, month)) ?? (await this.byDay(tenant, month));
    if (moved.length === 0 && !(await this.hasAny(tenant, startOf(month)))) return undefined;
    let closing = opening;
    const movements = moved.map((movement) => {
      closing += movement.amount;
      return { ...movement, balance: closing };
    });
    return { opening, closing, movements };
  }

  private hasBegun(period: string): boolean {
    return isMonth(period) && startOf(period) <= this.host.clock.now();
  }

  /** Undefined: too many. */
  private async each(tenant: Tenant, month: string): Promise<Omit<Movement, 'balance'>[] | undefined> {
    const [from, before] = [startOf(month), startOf(following(month))];
    const window = { kind: 'offset', offset: 0, limit: MOST_LINES + 1 } as const;
    const filter = { unit: 'credit', from, before, window, total: false } as const;
    const { items } = await this.ledger.transactions(tenant, filter);
    if (items.length > MOST_LINES) return undefined;
    return items.toReversed().map(({ createdAt, description, amount }) => {
      return { day: createdAt.toISOString().slice(0, 10), description, amount };
    });
  }

  private async byDay(tenant: Tenant, month: string): Promise<Omit<Movement, 'balance'>[]> {
    const moved: Omit<Movement, 'balance'>[] = [];
    const end = `${following(month)}-01`;
    for (let day: Day = `${month}-01`; day < end; day = dayAfter(day, 1)) {
      const rows = this.host.db.of(TRANSACTIONS, tenant).where({ unit: 'credit' });
      const ofDay = rows.compare('createdAt', '>=', midnight(day));
      const [sum] = await ofDay
        .compare('createdAt', '<', midnight(dayAfter(day, 1)))
        .sums(['unit'], ['amount']);
      if (sum) moved.push({ day, description: '', count: sum.count, amount: sum.sums.amount });
    }
    return moved;
  }

  private async hasAny(tenant: Tenant, before: Date): Promise<boolean> {
    const window = { kind: 'offset', offset: 0, limit: 1 } as const;
    const filter = { unit: 'credit', before, window, total: false } as const;
    return (await this.ledger.transactions(tenant, filter)).items.length > 0;
  }
}

function midnight(day: Day): Date {
  return new Date(`${day}T00:00:00.000Z`);
}
