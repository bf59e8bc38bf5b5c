import { againOnDuplicate, newPublicId, notFound, type Principal, type Rows, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { ChargeKind, Invoice } from '../contract.js';
import { INVOICES } from '../invoices/invoice-row.js';
import { CHARGES, type ChargeRow, NEW_CHARGE } from './charge-row.js';

/** The provider tells by itself; a charge of which nothing was heard for so long is asked for. */
export const LOOK_AFTER_MS = 10 * 60_000;

export interface ChargeValues {
  readonly kind: ChargeKind;
  readonly key: string;
  readonly amount: number;
  readonly save?: boolean;
  readonly paymentMethodId?: string | null;
}

/** The rows of charges, each change with its line in the audit log. */
export class ChargeStore {
  constructor(readonly host: BillingHost) {}

  /** One a key: the second one answers the first. Joins the transaction in progress. */
  make(
    actor: Principal,
    invoice: Invoice,
    values: ChargeValues,
  ): Promise<{ row: ChargeRow; isNew: boolean }> {
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.rows(actor).where({ operationKey: values.key }).first();
      return before
        ? { row: before, isNew: false }
        : { row: await this.insert(actor, invoice, values), isNew: true };
    });
  }

  async get(tenant: Tenant, id: number): Promise<ChargeRow> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('charge', id);
    return row;
  }

  async locked(actor: Principal, id: number): Promise<ChargeRow> {
    const row = await this.rows(actor).where({ id }).forUpdate().first();
    if (!row) throw notFound('charge', id);
    return row;
  }

  async keyed(tenant: Tenant, operationKey: string): Promise<ChargeRow | undefined> {
    return this.rows(tenant).where({ operationKey }).first();
  }

  /** Of those who are about to charge one invoice, one comes after the other, until its transaction ends. */
  async holdInvoice(actor: Principal, id: number): Promise<void> {
    await this.host.db.of(INVOICES, actor).where({ id }).forUpdate().first();
  }

  /** Those of an invoice that may still succeed. */
  async live(tenant: Tenant, invoiceId: number): Promise<ChargeRow[]> {
    return this.rows(tenant).where({ invoiceId }).whereIn('status', ['pending', 'requires_action']).all();
  }

  /** Whose charge it is, by what the provider calls its payment or page, or by its public id. */
  async find(by: {
    readonly intent?: string | null;
    readonly session?: string | null;
    readonly publicId?: string | null;
  }): Promise<{ readonly orgId: number; readonly id: number } | undefined> {
    const columns = { provider_intent: by.intent, provider_session: by.session, public_id: by.publicId };
    for (const [column, value] of Object.entries(columns)) {
      if (!value) continue;
      const sql = `select org_id as orgId, id from billing_charges where ${column} = ?`;
      const [found] = await this.host.db.raw<{ orgId: number; id: number }>(sql, [value]);
      if (found) return { orgId: Number(found.orgId), id: Number(found.id) };
    }
    return undefined;
  }

  /** Charges that nothing was heard of for too long, of all organisations. */
  async due(limit: number): Promise<readonly { readonly orgId: number; readonly id: number }[]> {
    const sql = `select org_id as orgId, id from billing_charges where look_at <= ? order by look_at, id limit ${limit}`;
    const found = await this.host.db.raw<{ orgId: number; id: number }>(sql, [this.host.clock.now()]);
    return found.map(({ orgId, id }) => ({ orgId: Number(orgId), id: Number(id) }));
  }

  /** Facts that nobody asks about in the audit log: where it stands at the provider. */
  async note(actor: Principal, id: number, facts: Partial<ChargeRow>): Promise<void> {
    await this.rows(actor)
      .where({ id })
      .update({ ...facts, updatedAt: this.host.clock.now() });
  }

  async change(actor: Principal, row: ChargeRow, changes: Partial<ChargeRow>): Promise<ChargeRow> {
    const after = { ...row, ...changes, version: row.version + 1, updatedAt: this.host.clock.now() };
    const { id: _, orgId: __, ...columns } = after;
    await this.rows(actor).where({ id: row.id }).update(columns);
    if (row.status !== after.status || row.failure !== after.failure)
      await this.record(actor, after, { status: [row.status, after.status], failure: after.failure });
    return after;
  }

  private async insert(actor: Principal, invoice: Invoice, values: ChargeValues): Promise<ChargeRow> {
    const now = this.host.clock.now();
    const { key: operationKey, kind, amount, save = false, paymentMethodId = null } = values;
    const { id: invoiceId, customerId, currency } = invoice;
    const row: Omit<ChargeRow, 'id' | 'orgId'> = {
      ...NEW_CHARGE,
      ...{ publicId: newPublicId(now), kind, operationKey, invoiceId, customerId, amount, currency },
      ...{ save, paymentMethodId, lookAt: new Date(now.getTime() + LOOK_AFTER_MS) },
      ...{ status: kind === 'charge' ? 'pending' : 'requires_action', createdAt: now, updatedAt: now },
    };
    const id = await this.rows(actor).insert(row);
    const made = { ...row, id, orgId: actor.orgId };
    const changes = { invoiceId: invoice.publicId, kind, amount, currency };
    await this.record(actor, made, changes, 'charge.created');
    return made;
  }

  private async record(
    actor: Principal,
    { publicId, status }: ChargeRow,
    changes: Record<string, unknown>,
    action = `charge.${status}`,
  ): Promise<void> {
    await this.host.audit.record(actor, { action, entityType: 'charge', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<ChargeRow> {
    return this.host.db.of(CHARGES, tenant);
  }
}
