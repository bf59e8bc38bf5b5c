import {
  type Clock,
  type Database,
  isDuplicate,
  newPublicId,
  type Page,
  type Principal,
  type Tenant,
} from '#host';
import type { Ledger, LedgerTransaction, LedgerType } from '../contract.js';
import { counterpart, ENTRIES, type Explanation, TRANSACTIONS, type TransactionRow } from './ledger-rows.js';

/** What was booked: transactions with their entries. Nothing here is ever changed. */
export class Book {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Undefined: the key was used before, and nothing is written. */
  async enter(
    actor: Principal,
    booking: Explanation & {
      readonly type: LedgerType;
      readonly amount: number;
      readonly balanceAfter: number;
    },
  ): Promise<LedgerTransaction | undefined> {
    const createdAt = this.clock.now();
    const row = { ...booking, publicId: newPublicId(createdAt), userId: actor.userId, createdAt };
    const id = await this.insert(actor, row);
    if (id === undefined) return undefined;
    const { amount } = booking;
    await this.db.of(ENTRIES, actor).append([
      { transactionId: id, account: 'wallet', amount },
      { transactionId: id, account: counterpart(booking.type, amount), amount: -amount },
    ]);
    return transactionOf({ ...row, id });
  }

  async underKey(tenant: Tenant, opKey: string): Promise<LedgerTransaction | undefined> {
    const row = await this.db.of(TRANSACTIONS, tenant).where({ opKey }).first();
    return row && transactionOf(row);
  }

  async get(tenant: Tenant, id: number): Promise<LedgerTransaction> {
    const row = await this.db.of(TRANSACTIONS, tenant).where({ id }).first();
    if (!row) throw new TypeError(`No transaction ${id}`);
    return transactionOf(row);
  }

  async list(
    tenant: Tenant,
    filter: Parameters<Ledger['transactions']>[1],
  ): Promise<Page<LedgerTransaction>> {
    const { unit, type, from, before, window, total = true } = filter;
    let rows = this.db.of(TRANSACTIONS, tenant).where(type ? { unit, type } : { unit });
    if (from) rows = rows.compare('createdAt', '>=', from);
    if (before) rows = rows.compare('createdAt', '<', before);
    return (await rows.page({ sort: ['createdAt', 'desc'], window, total })).map(transactionOf);
  }

  private async insert(actor: Principal, row: Partial<TransactionRow>): Promise<number | undefined> {
    try {
      return await this.db.of(TRANSACTIONS, actor).insert(row);
    } catch (error) {
      if (isDuplicate(error, 'op_key')) return undefined;
      throw error;
    }
  }
}

function transactionOf(row: LedgerTransaction): LedgerTransaction {
  const { id, publicId, unit, type, amount, balanceAfter, createdAt } = row;
  const { action, description, referenceId, metadata, userId } = row;
  return {
    ...{ id, publicId, unit, type, amount, balanceAfter },
    ...{ action, description, referenceId, metadata, userId, createdAt },
  };
}
