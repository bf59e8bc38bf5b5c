import type { CronSpec, JobSpec, Principal } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts, ChargeEnded, Charges, Invoice, Unit } from '../contract.js';
import type { Wallets } from '../ledger/wallets.js';
import type { Ordered, Orders } from '../packages/orders.js';
import { ORDER_SOURCE } from '../packages/package-row.js';
import type { PackageCatalogue } from '../packages/packages.js';
import { TOP_UP_JOB, type TopUpRow } from './top-up-row.js';
import type { TopUpStore } from './top-up-store.js';
import type { TopUps } from './top-ups.js';

const STOP_AFTER = 3;
const PAUSE_MS = 3600_000;
const AT_ONCE = 200;
const PAUSED =
  'select org_id, unit from billing_top_ups where paused_until <= ? order by paused_until, id limit ? offset ?';

interface Needs {
  readonly store: TopUpStore;
  readonly topUps: TopUps;
  readonly wallets: Wallets;
  readonly packages: PackageCatalogue;
  readonly orders: Orders;
  readonly accounts: BillingAccounts;
  readonly charges: Pick<Charges, 'charge'>;
}

/** What happens by itself: a charge where too little is left, and what follows from how it ended. */
export class TopUpRuns {
  constructor(
    private readonly host: BillingHost,
    private readonly needs: Needs,
  ) {}

  /** Order, charge and what is noted of them are one transaction: a process that dies leaves all or nothing. */
  readonly job: JobSpec<{ readonly unit: Unit }> = {
    name: TOP_UP_JOB,
    run: async ({ unit }, job) => {
      await job.complete(() => this.begin(job.actor, unit));
    },
  };

  readonly cron: CronSpec = {
    name: 'billing.resume-top-ups',
    description: 'Tries top-ups again that were paused after a decline or at the cap of a month',
    schedule: '*/5 * * * *',
    run: async ({ signal }) => {
      // Those that cannot be resumed stay at the front.
      for (let left = 0, full = true; full; ) {
        const paused = await this.paused(left);
        for (const due of paused) {
          signal.throwIfAborted();
          if (!(await this.resume(due))) left += 1;
        }
        full = paused.length === AT_ONCE;
      }
    },
  };

  private async begin(actor: Principal, unit: Unit): Promise<void> {
    const { store, wallets, charges, accounts } = this.needs;
    const row = await store.locked(actor, unit);
    if (!row || row.armed === 0 || (await store.pending(actor, unit))) return;
    const wallet = await wallets.locked(actor, unit);
    if (!wallet || wallet.headroom >= 0) return;
    if ((await store.countOfMonth(actor, unit)) >= row.monthlyCap) return this.capped(actor, row);
    const ordered = await this.ordered(row);
    if (!ordered) return this.stop(actor, row, 'Its package is not sold any more: choose another one.');
    const startedAt = this.host.clock.now().getTime();
    const order = await this.needs.orders.open(actor, ordered, `top-up ${row.id} ${startedAt}`);
    const operator = await accounts.operator('an auto top-up');
    const { invoiceId, id: orderId } = order;
    const { paymentMethodId } = row;
    const charge = await charges.charge(operator, { invoiceId, key: `top-up ${orderId}`, paymentMethodId });
    await store.begin(actor, row, { orderId, chargeId: charge.id, amount: ordered.amount });
  }

  /** The operator's invoice of an order was paid. In the transaction of that, before what was bought is booked. */
  async paid(invoice: Invoice): Promise<void> {
    const found = await this.buyerOf(invoice);
    if (!found) return;
    const { actor, orderId } = found;
    const ended = await this.needs.store.end(actor, { orderId }, { status: 'succeeded' });
    if (!ended) return this.needs.store.countAfterAll(actor, orderId);
    const row = await this.needs.store.locked(actor, ended.unit);
    if (row) await this.needs.store.change(actor, row, { declines: 0 });
    await this.needs.topUps.look(actor, ended.unit);
  }

  /** The operator deleted the draft of an order: nothing comes of it, and the next one waits a while. */
  async dropped(invoice: Invoice): Promise<void> {
    const found = await this.buyerOf(invoice);
    if (!found) return;
    const { actor, orderId } = found;
    const { store } = this.needs;
    const ended = await store.end(actor, { orderId }, { status: 'failed', failure: 'withdrawn' });
    const row = ended && (await store.locked(actor, ended.unit));
    if (row) await store.change(actor, row, { pausedUntil: this.later() });
  }

  async declined({ charge, invoice }: ChargeEnded): Promise<void> {
    const found = await this.buyerOf(invoice);
    if (!found) return;
    const { actor, orderId } = found;
    const { store } = this.needs;
    const failure = charge.failure ?? 'unpaid';
    const ended = await store.end(actor, { orderId, chargeId: charge.id }, { status: 'failed', failure });
    const row = ended && (await store.locked(actor, ended.unit));
    if (!row) return;
    const declines = row.declines + 1;
    if (declines >= STOP_AFTER) {
      await this.stop(actor, { ...row, declines }, `It was declined ${declines} times, last as ${failure}.`);
    } else await store.change(actor, row, { declines, pausedUntil: this.later() });
  }

  private async ordered(row: TopUpRow): Promise<Ordered | undefined> {
    if (row.packageId !== null) {
      const sold = await this.needs.packages.get(row.packageId);
      return sold.active ? { ...sold, packageId: sold.id } : undefined;
    }
    const amount = row.amount ?? 0;
    const { currency } = await this.host.accounts.organization(
      await this.needs.accounts.operator('its currency'),
    );
    const terms = { unit: row.unit, amount, price: amount, currency, packageId: null };
    return amount > 0 ? { ...terms, name: 'Credits' } : undefined;
  }

  private async capped(actor: Principal, row: TopUpRow): Promise<void> {
    const { store } = this.needs;
    const month = await store.month(actor);
    await store.change(actor, row, { pausedUntil: this.later(), cappedMonth: month });
    if (row.cappedMonth === month) return;
    const message = `${row.monthlyCap} top-ups of ${row.unit}s were made in ${month}, which is the cap: there are no more until the next month.`;
    await this.tell(actor, 'Auto top-up has reached its cap', message);
  }

  private async stop(actor: Principal, row: TopUpRow, why: string): Promise<void> {
    const stoppedAt = this.host.clock.now();
    const before = (await this.needs.store.locked(actor, row.unit)) ?? row;
    await this.needs.store.change(actor, before, { declines: row.declines, stoppedAt });
    const message = `Auto top-up of ${row.unit}s was stopped. ${why} It goes on once its settings are saved again.`;
    await this.tell(actor, 'Auto top-up was stopped', message);
  }

  private async tell({ orgId }: Principal, title: string, message: string): Promise<void> {
    const note = {
      type: 'billing.auto-top-up',
      title,
      message,
      level: 'warning',
      priority: 'high',
      mail: true,
    } as const;
    await this.host.notifications.notifyHolders(orgId, 'billing:write', note);
  }

  private async buyerOf({ source, customerId }: Invoice) {
    if (source?.kind !== ORDER_SOURCE) return undefined;
    const buyer = await this.needs.accounts.ofCustomer(customerId);
    return buyer && { orderId: source.id, actor: this.host.actAs(buyer.buyerOrgId, 'an auto top-up ended') };
  }

  private later(): Date {
    return new Date(this.host.clock.now().getTime() + PAUSE_MS);
  }

  private async paused(left: number): Promise<readonly { readonly orgId: number; readonly unit: Unit }[]> {
    const bindings = [this.host.clock.now(), AT_ONCE, left];
    const rows = await this.host.db.raw<{ org_id: number; unit: Unit }>(PAUSED, bindings);
    return rows.map(({ org_id: orgId, unit }) => ({ orgId: Number(orgId), unit }));
  }

  private async resume({ orgId, unit }: { readonly orgId: number; readonly unit: Unit }): Promise<boolean> {
    const actor = this.host.actAs(orgId, 'its pause is over');
    try {
      await this.host.db.transaction(async () => {
        const row = await this.needs.store.locked(actor, unit);
        if (!row?.pausedUntil) return;
        await this.needs.store.change(actor, row, { pausedUntil: null });
        await this.needs.topUps.look(actor, unit);
      });
      return true;
    } catch (error) {
      this.host.log.error({ err: error, orgId, unit }, 'a top-up could not be resumed');
      return false;
    }
  }
}
