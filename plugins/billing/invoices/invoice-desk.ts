import { type Database, type Principal, ProblemError } from '#host';
import type { Invoice, InvoiceStatus, Invoices, InvoiceValues } from '../contract.js';

/** Statuses that a draft or a final invoice may be given by its name. */
export type GivenStatus = Exclude<InvoiceStatus, 'paid'>;

/** What one call of an API does with invoices: all of it or nothing, and nothing at all for a dry run. */
export class InvoiceDesk {
  constructor(
    private readonly db: Database,
    private readonly invoices: Invoices,
  ) {}

  create(
    actor: Principal,
    values: InvoiceValues,
    { status = 'draft', dryRun = false }: { status?: 'draft' | 'open'; dryRun?: boolean },
  ): Promise<Invoice> {
    return this.perform(dryRun, async () => {
      const draft = await this.invoices.create(actor, values);
      return status === 'open' ? this.invoices.finalize(actor, draft.id) : draft;
    });
  }

  /** Fields first, and then the status. */
  change(
    actor: Principal,
    id: number,
    values: Partial<InvoiceValues>,
    { status, dryRun = false }: { status?: GivenStatus; dryRun?: boolean },
  ): Promise<Invoice> {
    return this.perform(dryRun, async () => {
      const invoice = await this.invoices.update(actor, id, values);
      return status === undefined || status === invoice.status ? invoice : this.move(actor, invoice, status);
    });
  }

  private move(actor: Principal, { id, status }: Invoice, wanted: GivenStatus): Promise<Invoice> {
    if (wanted === 'open' && status === 'draft') return this.invoices.finalize(actor, id);
    if (wanted === 'void') return this.invoices.void(actor, id);
    if (wanted === 'uncollectible') return this.invoices.markUncollectible(actor, id);
    const message = `The invoice is ${status}, and status does not become ${wanted}`;
    throw new ProblemError('conflict', message, { field: 'status', data: { status } });
  }

  private perform<T>(dryRun: boolean, body: () => Promise<T>): Promise<T> {
    return dryRun ? this.db.rehearse(body) : this.db.transaction(body);
  }
}
