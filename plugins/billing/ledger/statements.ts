import { notFound, type Principal } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts } from '../contract.js';
import type { Paper, Papers } from '../documents/papers.js';
import { type CreditMonths, startOf } from './credit-months.js';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Monthly statements of what an organisation has with the operator. */
export class Statements {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
    private readonly months: CreditMonths,
    private readonly papers: Papers,
  ) {}

  /** `2026-11`. Not found where the month has not begun, or nothing had happened yet at its end. */
  async of(buyer: Principal, period: string): Promise<Paper> {
    const isKnown = MONTH.test(period) && period >= '1970-01' && startOf(period) <= this.host.clock.now();
    const found = isKnown ? await this.months.of(buyer, period) : undefined;
    if (!found) throw notFound('statement', period);
    const operator = await this.accounts.operator('statements of its customers');
    const { currency } = await this.host.accounts.organization(operator);
    const { customerId } = await this.accounts.of(buyer);
    const movements = found.transactions
      .toReversed()
      .map(({ createdAt, description, amount, balanceAfter }) => ({
        day: createdAt.toISOString().slice(0, 10),
        description,
        amount,
        balance: balanceAfter,
      }));
    const { opening, balance: closing } = found;
    return this.papers.statement(operator, customerId, {
      month: period,
      currency,
      opening,
      closing,
      movements,
    });
  }
}
