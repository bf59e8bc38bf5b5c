import { type Clock, type Database, invalid, ProblemError, type Rows, type Tenant } from '#host';
import { type Balance, LARGEST_AMOUNT, type Unit } from '../contract.js';
import { ACCOUNTS, type AccountRow } from './ledger-rows.js';

/** What one statement adds; the new value of the first is answered. */
export type WalletChange = Partial<Record<'balance' | 'available' | 'headroom', number>>;

/** The balances, each kept on one row and changed by one conditional statement. */
export class Wallets {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async balance(tenant: Tenant, unit: Unit): Promise<Balance> {
    const row = await this.rows(tenant, unit).first();
    return { unit, available: row?.available ?? 0, reserved: row ? row.balance - row.available : 0 };
  }

  /** Undefined while it never had any. */
  locked(tenant: Tenant, unit: Unit): Promise<AccountRow | undefined> {
    return this.rows(tenant, unit).forUpdate().first();
  }

  /**
   * Adds where so much is available. Undefined: too little. `low`: what is left calls for a top-up. The common
   * case is one statement, for nobody has to look at the threshold: the headroom knows it.
   */
  async take(
    tenant: Tenant,
    unit: Unit,
    { amount, change }: { readonly amount: number; readonly change: WalletChange },
  ): Promise<{ readonly after: number; readonly low: boolean } | undefined> {
    const rows = this.rows(tenant, unit);
    const amply = await rows.compare('headroom', '>=', amount).compare('available', '>=', amount).add(change);
    if (amply !== undefined) return { after: amply, low: false };
    const after = await rows.compare('available', '>=', amount).add(change);
    return after === undefined ? undefined : { after, low: true };
  }

  /** Adds without a condition, to a wallet that is there. */
  async add(tenant: Tenant, unit: Unit, change: WalletChange): Promise<number> {
    const after = await this.rows(tenant, unit).add(change);
    if (after === undefined) throw new TypeError(`Organisation ${tenant.orgId} has no ${unit} account`);
    return after;
  }

  /** Answers the balance. A first one makes the wallet: call it where a duplicate begins again. */
  async give(tenant: Tenant, unit: Unit, amount: number): Promise<number> {
    const change = { balance: amount, available: amount, headroom: amount };
    const after = await this.rows(tenant, unit).add(change);
    if (after === undefined) await this.make(tenant, unit, change);
    else if (after > LARGEST_AMOUNT) throw invalid('amount', 'max', 'amount: nobody can have so much');
    return after ?? amount;
  }

  /** What a top-up on its way, or another threshold, adds to the headroom. It may make the wallet, as `give` does. */
  async shift(tenant: Tenant, unit: Unit, headroom: number): Promise<void> {
    const known = await this.rows(tenant, unit).add({ balance: 0, headroom });
    if (known === undefined) await this.make(tenant, unit, { balance: 0, available: 0, headroom });
  }

  async tooLittle(tenant: Tenant, unit: Unit, required: number): Promise<ProblemError> {
    const { available } = await this.balance(tenant, unit);
    const missing = Math.max(required - available, 0);
    const message = `${required} ${unit}s are needed and ${available} are available`;
    return new ProblemError('payment_required', message, { data: { required, available, missing } });
  }

  private async make(tenant: Tenant, unit: Unit, change: WalletChange): Promise<void> {
    await this.db.of(ACCOUNTS, tenant).insert({ unit, ...change, createdAt: this.clock.now() });
  }

  private rows(tenant: Tenant, unit: Unit): Rows<AccountRow> {
    return this.db.of(ACCOUNTS, tenant).where({ unit });
  }
}
