import { type CronSpec, dayAfter, dayAt, type JobSpec, mailable } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Day, Invoice, Invoices } from '../contract.js';
import type { Papers } from '../documents/papers.js';
import { finalInvoice, type InvoiceMails } from './invoice-mails.js';

const REMIND = 'billing.remind';
const PAGE = 500;
/** After an outage longer than this the last step is not made up for. */
const LATE_DAYS = 7;

interface Due {
  readonly id: number;
  readonly org_id: number;
  readonly due_date: Day;
  readonly issue_date: Day | null;
  readonly timezone: string;
}

/** Days of becoming due, both included. */
interface Window {
  readonly from: Day;
  readonly to: Day;
}

interface ReminderNeeds {
  readonly invoices: Invoices;
  readonly papers: Papers;
  readonly mails: InvoiceMails;
}

/** Reminds customers before and after the due date, by the calendar of the organisation, each step once. */
export class Reminders {
  constructor(
    private readonly host: BillingHost,
    private readonly needs: ReminderNeeds,
  ) {}

  get cron(): CronSpec {
    return {
      name: 'billing.reminders',
      description: 'Reminds customers of invoices that are due',
      // Every hour, as days begin at different hours.
      schedule: '13 * * * *',
      run: ({ signal }) => this.look(signal),
    };
  }

  get job(): JobSpec<{ readonly invoiceId: number; readonly step: number }> {
    return {
      name: REMIND,
      run: async ({ invoiceId, step }, job) => {
        const { actor } = job;
        const found = await this.needs.invoices.get(actor, invoiceId);
        if (!isOwed(found)) return;
        const invoice = finalInvoice(found);
        const about = step < 0 ? 'upcoming' : 'overdue';
        const mail = { about, once: nameOf(step), message: {} } as const;
        const isSent = mailable(await this.needs.mails.addressOf(actor, invoice)) !== null;
        const paper = isSent ? await this.needs.papers.invoice(actor, invoice) : null;
        await job.complete(() => this.needs.mails.write(actor, invoice, mail, paper));
      },
    };
  }

  /** Only the newest step that has come: after an outage nobody gets three mails at once. */
  private async look(signal: AbortSignal): Promise<void> {
    const steps = stepsOf(await this.host.options.get<string>('reminder_days'));
    const today = dayAt(this.host.clock.now(), 'UTC');
    for (const [index, step] of steps.entries()) {
      const next = steps[index + 1] ?? step + LATE_DAYS;
      // A day more on both sides: days begin earlier and later elsewhere.
      const window = { from: dayAfter(today, -next - 1), to: dayAfter(today, -step + 1) };
      await this.lookFor(step, next, window, signal);
    }
  }

  private async lookFor(step: number, next: number, window: Window, signal: AbortSignal): Promise<void> {
    for (let page: Due[] | undefined; !signal.aborted && (!page || page.length === PAGE); ) {
      page = await this.untold(step, window, page?.at(-1));
      for (const due of page) if (this.isTime(due, step, next)) await this.remind(due, step);
    }
  }

  /** Open ones that are due in the window and were not told of this step. */
  private untold(step: number, { from, to }: Window, after?: Due): Promise<Due[]> {
    return this.host.db.raw<Due>(
      `select i.id, i.org_id, i.due_date, i.issue_date, o.timezone from billing_invoices i
       join kp_organizations o on o.id = i.org_id
       where i.status = 'open' and i.due_date >= ? and i.due_date <= ? and (i.due_date > ? or i.id > ?)
         and not exists (select 1 from billing_invoice_mails m
           where m.org_id = i.org_id and m.invoice_id = i.id and m.occasion = ?)
       order by i.due_date, i.id limit ${PAGE}`,
      [after?.due_date ?? from, to, after?.due_date ?? from, after?.id ?? 0, nameOf(step)],
    );
  }

  /** By the organisation's calendar; not of one that was issued after its step had come. */
  private isTime({ due_date: due, issue_date: issued, timezone }: Due, step: number, next: number): boolean {
    const today = dayAt(this.host.clock.now(), timezone);
    const day = dayAfter(due, step);
    return day <= today && today < dayAfter(due, next) && (issued === null || issued < day);
  }

  private async remind({ id, org_id: orgId }: Due, step: number): Promise<void> {
    const payload = { invoiceId: id, step };
    await this.host.jobs.enqueue(REMIND, payload, { orgId, uniqueKey: `${id}:${step}` });
  }
}

function nameOf(step: number): string {
  return `reminder:${step}`;
}

function isOwed({ status, amountDue }: Invoice): boolean {
  return status === 'open' && amountDue > 0;
}

/** `-3,1,7,14` in their order; what is no number of days is left out. */
export function stepsOf(text: string | undefined): readonly number[] {
  const days = (text ?? '').split(',').filter((part) => /^\s*-?\d{1,3}\s*$/u.test(part));
  return [...new Set(days.map(Number))].sort((one, other) => one - other);
}
