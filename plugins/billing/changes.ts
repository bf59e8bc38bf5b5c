import { type Clock, type Database, type Tenant, tenantTable } from '#host';
import type { Change, ChangeKind, Changes, EndedInvoice } from './contract.js';

interface ChangeRow {
  readonly id: number;
  readonly orgId: number;
  readonly kind: ChangeKind;
  readonly subjectId: number;
  readonly subject: EndedInvoice | null;
  readonly createdAt: Date;
}

const CHANGES = tenantTable<ChangeRow>('billing_changes', {
  instants: ['createdAt'],
  json: ['subject'],
  keepTotals: false,
});

/** Longer than any transaction, and than clocks of two nodes differ. */
const SETTLED_MS = 10 * 60_000;

const AFTER = `select id, org_id, kind, subject_id, subject, case when created_at < ? then 1 else 0 end as settled
  from billing_changes where id > ? order by id limit ?`;

interface Found {
  readonly id: number;
  readonly org_id: number;
  readonly kind: ChangeKind;
  readonly subject_id: number;
  readonly subject: string | null;
  readonly settled: number;
}

/** Written in the transaction of the change. One row a subject and kind, so that they do not grow with time. */
export class ChangeLog implements Changes {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  customer(tenant: Tenant, id: number): Promise<void> {
    return this.note(tenant, 'customer.changed', id, null);
  }

  invoice(tenant: Tenant, kind: ChangeKind, { id, publicId, source }: EndedInvoice): Promise<void> {
    return this.note(tenant, kind, id, { id, publicId, source });
  }

  async after(id: number, limit: number): Promise<readonly Change[]> {
    const settledBefore = new Date(this.clock.now().getTime() - SETTLED_MS);
    const rows = await this.db.raw<Found>(AFTER, [settledBefore, id, limit]);
    return rows.map(changeOf);
  }

  private async note(tenant: Tenant, kind: ChangeKind, subjectId: number, subject: EndedInvoice | null) {
    const rows = this.db.of(CHANGES, tenant);
    // Whoever changes the subject holds its row. What was noted before comes again at the end.
    await rows.where({ kind, subjectId }).delete();
    await rows.insert({ kind, subjectId, subject, createdAt: this.clock.now() });
  }
}

function changeOf({ id, org_id, kind, subject_id, subject, settled }: Found): Change {
  return {
    id: Number(id),
    orgId: Number(org_id),
    kind,
    subjectId: Number(subject_id),
    invoice: subject === null ? null : (JSON.parse(subject) as EndedInvoice),
    settled: Number(settled) === 1,
  };
}
