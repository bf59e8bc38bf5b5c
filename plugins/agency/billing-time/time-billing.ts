import { againOnDuplicate, type Principal, tenantTable } from '#host';
import {
  type BillingApi,
  type EndedInvoice,
  type Invoice,
  WHOLE,
  writtenAmount,
} from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { TimeBilling, TimeBillingValues } from '../contract.js';
import { contradiction } from '../problems.js';
import { TIME_ENTRIES, type TimeEntryRow } from '../time/time-entry-row.js';
import type { TimeRater } from './rated-time.js';
import { timeLines } from './time-lines.js';
import type { TimeFinder } from './time-to-bill.js';

interface BilledEntryRow {
  readonly timeEntryId: number;
  readonly orgId: number;
  readonly invoiceId: number;
  readonly createdAt: Date;
}

const BILLED = tenantTable<BilledEntryRow>('agency_billed_entries', {
  key: 'timeEntryId',
  instants: ['createdAt'],
  keepTotals: false,
});

/** As many as an invoice may have that is written by hand. */
const MOST_LINES = 500;
const AT_ONCE = 500;
const PER_CENT = WHOLE / 100;

/** Invoices of time. The draft and the marks on its entries are one transaction. */
export class TimeBiller implements TimeBilling {
  constructor(
    private readonly host: AgencyHost,
    private readonly billing: BillingApi,
    private readonly finder: TimeFinder,
    private readonly rater: TimeRater,
  ) {}

  bill(actor: Principal, values: TimeBillingValues): Promise<Invoice> {
    return againOnDuplicate(this.host.db, () => this.billed(actor, values));
  }

  rehearse(actor: Principal, values: TimeBillingValues): Promise<Invoice> {
    return this.host.db.rehearse(() => this.billed(actor, values));
  }

  /** The invoice is no more: its time can be billed again. */
  async free({ actor, invoice }: { actor: Principal; invoice: EndedInvoice }): Promise<void> {
    const invoiceId = invoice.id;
    const freed = await this.host.db.of(BILLED, actor).where({ invoiceId }).delete();
    if (freed === 0) return;
    const marks = { invoiceId: null, updatedAt: this.host.clock.now() };
    await this.host.db.of(TIME_ENTRIES, actor).where({ invoiceId }).update(marks);
    await this.record(actor, 'time.freed', invoice, { entries: freed });
  }

  private async billed(actor: Principal, values: TimeBillingValues): Promise<Invoice> {
    const { groupBy = 'task', serviceId, dueDate = null, notes = null } = values;
    const found = await this.finder.lock(actor, values);
    const { id: customerId, currency, language } = found.customer;
    const tag = language ?? (await this.host.accounts.organization(actor)).locale;
    const price = (rate: number) => writtenAmount(rate, currency, tag);
    const lines = timeLines(await this.rater.rate(actor, found, { groupBy, currency, serviceId }), price);
    if (lines.length > MOST_LINES)
      throw contradiction(
        'groupBy',
        `groupBy: ${lines.length} lines, at most ${MOST_LINES} fit on an invoice`,
      );
    const taxRate = values.taxRate ?? (await this.usualTaxRate(actor));
    const taxed = lines.map((line) => ({ ...line, taxRate }));
    const invoice = await this.billing.invoices.create(actor, {
      customerId,
      currency,
      dueDate,
      serviceFrom: found.entries.at(0)?.date ?? null,
      serviceTo: found.entries.at(-1)?.date ?? null,
      notes,
      lines: taxed,
    });
    await this.mark(actor, invoice, found.entries);
    return invoice;
  }

  private async usualTaxRate(actor: Principal): Promise<number> {
    return Math.round((await this.host.accounts.settings(actor)).taxRate * PER_CENT);
  }

  private async mark(actor: Principal, invoice: Invoice, entries: readonly TimeEntryRow[]): Promise<void> {
    const { id: invoiceId } = invoice;
    const now = this.host.clock.now();
    const ids = entries.map(({ id }) => id);
    const rows = ids.map((timeEntryId) => ({ timeEntryId, invoiceId, createdAt: now }));
    await this.host.db.of(BILLED, actor).insertMany(rows);
    const times = this.host.db.of(TIME_ENTRIES, actor);
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await times.whereIn('id', ids.slice(from, from + AT_ONCE)).update({ invoiceId, updatedAt: now });
    const minutes = entries.reduce((sum, { roundedMinutes }) => sum + (roundedMinutes ?? 0), 0);
    await this.record(actor, 'time.billed', invoice, { entries: ids.length, minutes });
  }

  private record(
    actor: Principal,
    action: string,
    { publicId }: EndedInvoice,
    changes: Record<string, unknown>,
  ) {
    return this.host.audit.record(actor, { action, entityType: 'invoice', entityId: publicId, changes });
  }
}
