import {
  againOnDuplicate,
  invalid,
  isProblem,
  type Page,
  type Principal,
  type ProblemError,
  type Tenant,
} from '#host';
import type { BillingHost } from '../billing-host.js';
import {
  type Balance,
  type Granting,
  LARGEST_AMOUNT,
  type Ledger,
  type LedgerTransaction,
  type Reservation,
  type Spending,
  type Unit,
} from '../contract.js';
import { Book } from './book.js';
import { explained } from './ledger-rows.js';
import { Reservations } from './reservations.js';
import { Wallets } from './wallets.js';

/** What must be known in the transaction in which something was spent. */
export interface LedgerListener {
  /** Before anything is taken. `payment_required` refuses it, but for what was taken under its key before. */
  spending?(actor: Principal, unit: Unit, amount: number): Promise<void>;
  /** What is left calls for a top-up. */
  low(actor: Principal, unit: Unit): Promise<void>;
  spent(actor: Principal, transaction: LedgerTransaction): Promise<void>;
}

export interface Granted {
  readonly transaction: LedgerTransaction;
  readonly isNew: boolean;
}

/** Tokens and credits. Spending costs three statements and the commit: the balance, the transaction, its entries. */
export class TokenLedger implements Ledger {
  readonly wallets: Wallets;
  private readonly book: Book;
  private readonly reservations: Reservations;
  private readonly listeners: LedgerListener[] = [];

  constructor(private readonly host: BillingHost) {
    this.wallets = new Wallets(host.db, host.clock);
    this.book = new Book(host.db, host.clock);
    this.reservations = new Reservations(host, this.wallets, this.book, {
      low: (actor, unit) => this.low(actor, unit),
      spent: (actor, transaction) => this.spent(actor, transaction),
      refusal: (actor, unit, amount) => this.refusal(actor, unit, amount),
    });
  }

  /** For what stands above the ledger and must follow it. */
  listen(listener: LedgerListener): void {
    this.listeners.push(listener);
  }

  balance(tenant: Tenant, unit: Unit): Promise<Balance> {
    return this.wallets.balance(tenant, unit);
  }

  transactions(
    tenant: Tenant,
    filter: Parameters<Ledger['transactions']>[1],
  ): Promise<Page<LedgerTransaction>> {
    return this.book.list(tenant, filter);
  }

  spend(actor: Principal, spending: Spending): Promise<LedgerTransaction> {
    assertAmount(spending.amount);
    const { unit, amount, key } = spending;
    const change = { balance: -amount, available: -amount, headroom: -amount };
    return this.host.db.transaction(async () => {
      const refusal = await this.refusal(actor, unit, amount);
      const taken = refusal ? undefined : await this.wallets.take(actor, unit, { amount, change });
      const before = taken ? undefined : await this.book.underKey(actor, key);
      if (before) return before;
      if (refusal) throw refusal;
      if (!taken) throw await this.wallets.tooLittle(actor, unit, amount);
      const booking = { type: 'consume', amount: -amount, balanceAfter: taken.after } as const;
      const entered = await this.book.enter(actor, { ...explained(spending), ...booking });
      if (!entered) return this.repeated(actor, spending, amount);
      await this.spent(actor, entered);
      if (taken.low) await this.low(actor, unit);
      return entered;
    });
  }

  async grant(actor: Principal, granting: Granting): Promise<LedgerTransaction> {
    return (await this.granted(actor, granting)).transaction;
  }

  /** And whether it was given now, or under its key before. */
  granted(actor: Principal, granting: Granting): Promise<Granted> {
    assertAmount(granting.amount);
    const { unit, amount, key, type } = granting;
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.book.underKey(actor, key);
      if (before) return { transaction: before, isNew: false };
      const balanceAfter = await this.wallets.give(actor, unit, amount);
      const booking = { ...explained(granting), type, amount, balanceAfter };
      const entered = await this.book.enter(actor, booking);
      if (entered) return { transaction: entered, isNew: true };
      return { transaction: await this.repeated(actor, granting, -amount), isNew: false };
    });
  }

  /** Takes back what is there of an amount, as a refund. Undefined: nothing is. One a key. */
  async withdraw(actor: Principal, spending: Spending): Promise<LedgerTransaction | undefined> {
    assertAmount(spending.amount);
    const { unit, key } = spending;
    return this.host.db.transaction(async () => {
      const wallet = await this.wallets.locked(actor, unit);
      const before = await this.book.underKey(actor, key);
      if (before) return before;
      const amount = Math.min(spending.amount, wallet?.available ?? 0);
      if (amount === 0) return undefined;
      const change = { balance: -amount, available: -amount, headroom: -amount };
      const balanceAfter = await this.wallets.add(actor, unit, change);
      const booking = { ...explained(spending), type: 'refund', amount: -amount, balanceAfter } as const;
      return this.book.enter(actor, booking);
    });
  }

  reserve(actor: Principal, spending: Spending & { readonly forMs?: number }): Promise<Reservation> {
    assertAmount(spending.amount);
    return this.reservations.reserve(actor, spending);
  }

  settle(actor: Principal, reservationId: number, used: number): Promise<LedgerTransaction> {
    return this.reservations.settle(actor, reservationId, used);
  }

  release(actor: Principal, reservationId: number): Promise<Reservation> {
    return this.reservations.release(actor, reservationId);
  }

  /** Gives back what nobody settled in time, of all organisations. Answers how many reservations. */
  releaseExpired(signal: AbortSignal): Promise<number> {
    return this.reservations.releaseExpired(signal);
  }

  /** Two at once under one key: what the second did to the balance is undone, and the first one answered. */
  private async repeated(
    actor: Principal,
    { unit, key }: Spending,
    back: number,
  ): Promise<LedgerTransaction> {
    await this.wallets.add(actor, unit, { balance: back, available: back, headroom: back });
    const transaction = await this.book.underKey(actor, key);
    if (!transaction) throw new TypeError(`No transaction under the key ${key}`);
    return transaction;
  }

  private async refusal(actor: Principal, unit: Unit, amount: number): Promise<ProblemError | undefined> {
    try {
      for (const listener of this.listeners) await listener.spending?.(actor, unit, amount);
      return undefined;
    } catch (error) {
      if (isProblem(error) && error.code === 'payment_required') return error;
      throw error;
    }
  }

  private async low(actor: Principal, unit: Unit): Promise<void> {
    for (const listener of this.listeners) await listener.low(actor, unit);
  }

  private async spent(actor: Principal, transaction: LedgerTransaction): Promise<void> {
    for (const listener of this.listeners) await listener.spent(actor, transaction);
  }
}

function assertAmount(amount: number): void {
  if (Number.isSafeInteger(amount) && amount >= 1 && amount <= LARGEST_AMOUNT) return;
  throw invalid('amount', 'min', `amount must be a whole number from 1 to ${LARGEST_AMOUNT}`);
}
