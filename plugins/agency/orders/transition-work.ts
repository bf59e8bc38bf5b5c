import { dayAfter, dayAt, type Principal, ProblemError } from '#host';
import {
  type BillingApi,
  type Invoice,
  type InvoiceSource,
  type InvoiceValues,
  ONE,
} from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { CatalogueRecords } from '../catalogue.js';
import type { ClientRecords } from '../clients/clients.js';
import type { Order } from '../contract.js';
import type { Effect, Guard, Transition } from './transitions.js';

type Check = (actor: Principal, order: Order) => Promise<void>;
/** Answers what it changes of the order. */
type Work = (actor: Principal, order: Order) => Promise<Changes>;
type Changes = Partial<Omit<Order, 'total'>>;

/** What invoices of orders were made for: one an order that is not void, however often it is asked for. */
const ORDER_INVOICE = 'agency.order.';

/**
 * By the public id: numbers begin again when the plugin is installed anew, and billing keeps the invoices of before, and
 * those that were voided. `turn`: the second one is made after the first was voided.
 */
export function orderSource({ id, publicId }: Pick<Order, 'id' | 'publicId'>, turn = 1): InvoiceSource {
  return { kind: `${ORDER_INVOICE}${publicId}${turn === 1 ? '' : ` ${turn}`}`, id };
}

export function isOrderSource(source: InvoiceSource | null): source is InvoiceSource {
  return source?.kind.startsWith(ORDER_INVOICE) === true;
}

const MILLIONTHS_IN_A_PER_CENT = 10_000;

/** Who is told of orders that come in. */
const TAKES_ORDERS = 'orders:write';

/** What guards and effects of transitions mean. Whoever calls holds the order's row. */
export class TransitionWork {
  constructor(
    private readonly host: AgencyHost,
    private readonly catalogue: CatalogueRecords,
    private readonly clients: ClientRecords,
    private readonly billing: BillingApi,
  ) {}

  async assertAllowed(actor: Principal, order: Order, { guards }: Transition): Promise<void> {
    for (const guard of guards) await this.guards[guard](actor, order);
  }

  /** The effects in order. Answers all that they change of the order. */
  async run(actor: Principal, order: Order, { effects }: Pick<Transition, 'effects'>): Promise<Changes> {
    let changes: Changes = {};
    for (const effect of effects)
      changes = { ...changes, ...(await this.effects[effect](actor, { ...order, ...changes })) };
    return changes;
  }

  private readonly guards: Readonly<Record<Guard, Check>> = {
    'service-is-offered': async (actor, { serviceId }) => {
      const service = await this.catalogue.lockReferred(actor, serviceId, 'serviceId');
      if (service.active) return;
      const message = `The service ${service.name} is not offered any more`;
      throw new ProblemError('conflict', message, { field: 'serviceId', data: { active: false } });
    },
  };

  private readonly effects: Readonly<Record<Effect, Work>> = {
    'promise-a-day': async (actor, { serviceId, dueDate }) => {
      const { deliveryDays } = await this.catalogue.get(actor, serviceId);
      if (dueDate !== null || deliveryDays === null) return {};
      const { timezone } = await this.host.accounts.organization(actor);
      return { dueDate: dayAfter(dayAt(this.host.clock.now(), timezone), deliveryDays) };
    },

    'tell-the-team': async (actor, order) => {
      const client = await this.clients.get(actor, order.clientId);
      const service = await this.catalogue.get(actor, order.serviceId);
      await this.host.notifications.notifyHolders(actor.orgId, TAKES_ORDERS, {
        type: 'agency.order-submitted',
        title: 'An order was submitted',
        message: `${client.name} ordered ${order.quantity} × ${service.name}.`,
        data: { orderId: order.publicId },
      });
      return {};
    },

    'draft-the-invoice': async (actor, order) => {
      const { clientId, serviceId, quantity, price, currency, invoiceId } = order;
      if (invoiceId !== null) return {};
      const service = await this.catalogue.get(actor, serviceId);
      if (!service.invoiceOnCompletion) return {};
      const settings = await this.host.accounts.settings(actor);
      const taxRate = Math.round(settings.taxRate * MILLIONTHS_IN_A_PER_CENT);
      const line = { description: service.name, quantity: quantity * ONE, unitPrice: price, taxRate };
      const values = { customerId: clientId, currency, lines: [line] };
      return { invoiceId: (await this.drafted(actor, order, values)).publicId };
    },
  };

  private async drafted(
    actor: Principal,
    order: Order,
    values: Omit<InvoiceValues, 'source'>,
  ): Promise<Invoice> {
    for (let turn = 1; ; turn += 1) {
      const invoice = await this.billing.invoices.create(actor, {
        ...values,
        source: orderSource(order, turn),
      });
      if (invoice.status !== 'void') return invoice;
    }
  }
}
