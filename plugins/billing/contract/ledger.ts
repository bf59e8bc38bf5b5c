import type { Page, PageRequest, Principal, Tenant } from '#host';
import type { Amount } from './money.js';

/** Tokens are whole; credits are minor units of the operator's currency. */
export type Unit = 'token' | 'credit';

/**
 * As clients of the token API know them. `consume`: spent. `purchase`: paid for. `bonus`, `signup_bonus` and
 * `admin_grant`: given by the site. `refund`: what was spent is given back; below zero, what was bought is taken back
 * because its money was returned.
 */
export type LedgerType = 'consume' | 'purchase' | 'bonus' | 'signup_bonus' | 'admin_grant' | 'refund';

export interface Balance {
  readonly unit: Unit;
  /** What may be spent now. */
  readonly available: number;
  /** Reserved, and neither settled nor released yet. */
  readonly reserved: number;
}

export interface LedgerTransaction {
  readonly id: number;
  readonly publicId: string;
  readonly unit: Unit;
  readonly type: LedgerType;
  /** Signed: what it changed of the balance. */
  readonly amount: number;
  /** What is reserved counts until it is settled. */
  readonly balanceAfter: number;
  /** What it was for: `chat.reply`, … */
  readonly action: string;
  readonly description: string;
  readonly referenceId: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly userId: number | null;
  readonly createdAt: Date;
}

export interface Spending {
  readonly unit: Unit;
  /** Above zero. */
  readonly amount: number;
  readonly action: string;
  readonly description?: string;
  readonly referenceId?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  /** One movement a key and organisation: the second one answers the first. */
  readonly key: string;
}

export interface Granting extends Spending {
  readonly type: Exclude<LedgerType, 'consume'>;
}

export interface Reservation {
  readonly id: number;
  readonly publicId: string;
  readonly unit: Unit;
  readonly amount: number;
  readonly status: 'held' | 'settled' | 'released';
  readonly expiresAt: Date;
}

/**
 * Tokens and credits of an organisation, in double entry: what its wallet gets was issued, what leaves it was consumed.
 * Reserving moves nothing; it keeps a part of the wallet from being spent. Never below zero. Too little is `payment_required` with
 * `{ required, available, missing }`, and so are tokens beyond the plan's limit, with `{ limit, used, allowed }`. Writes join the caller's transaction.
 */
export interface Ledger {
  balance(tenant: Tenant, unit: Unit): Promise<Balance>;
  /** Newest first. */
  transactions(
    tenant: Tenant,
    filter: {
      readonly unit: Unit;
      readonly type?: LedgerType;
      /** Included. */
      readonly from?: Date;
      /** Not included any more. */
      readonly before?: Date;
      readonly window: PageRequest<LedgerTransaction>['window'];
      /** Default: true. False spares the count. */
      readonly total?: boolean;
    },
  ): Promise<Page<LedgerTransaction>>;
  spend(actor: Principal, spending: Spending): Promise<LedgerTransaction>;
  grant(actor: Principal, granting: Granting): Promise<LedgerTransaction>;
  /** Sets aside; given back by itself after its time, which is 15 minutes unless it is named. */
  reserve(actor: Principal, spending: Spending & { readonly forMs?: number }): Promise<Reservation>;
  /** Takes what was used, at most what was set aside; the rest is free again. Bears repetition. */
  settle(actor: Principal, reservationId: number, used: number): Promise<LedgerTransaction>;
  release(actor: Principal, reservationId: number): Promise<Reservation>;
}

/** What the operator sells once: tokens or credits. */
export interface Package {
  readonly id: number;
  readonly publicId: string;
  readonly slug: string;
  readonly name: string;
  readonly unit: Unit;
  /** How many of the unit one gets. */
  readonly amount: number;
  readonly price: Amount;
  readonly currency: string;
  readonly active: boolean;
}

export interface PackageValues {
  readonly slug: string;
  readonly name: string;
  readonly unit: Unit;
  readonly amount: number;
  readonly price: Amount;
  /** Default: the operator's. */
  readonly currency?: string;
  readonly active?: boolean;
}

export interface Packages {
  /** The operator sells it from now on. `actor` is who the audit log names. */
  create(actor: Principal, values: PackageValues): Promise<Package>;
  list(unit: Unit): Promise<readonly Package[]>;
  named(slug: string): Promise<Package>;
  /** The draft invoice of the operator that, once paid, books the package. One a key and buyer. Answers its id. */
  order(buyer: Principal, slug: string, key: string): Promise<{ readonly invoiceId: number }>;
}
