import { isProblem, type Principal } from '#host';
import type {
  Catalogue,
  Clients,
  ClientValues,
  Form,
  FormSubmission,
  Orders,
  Tickets,
  TicketValues,
} from '../contract.js';
import { mappedValues } from './mapping.js';
import { refused } from './schema-checker.js';

type Values = Readonly<Record<string, unknown>>;

/** What makes of a submission's values what its form is for; the values have been checked by the target's rules. */
export class TargetMakers {
  constructor(
    private readonly services: {
      readonly clients: Clients;
      readonly tickets: Tickets;
      readonly orders: Orders;
      readonly catalogue: Catalogue;
    },
  ) {}

  /**
   * Joins the transaction of the submission, in which those of an organisation come one by one. What is at
   * fault is named by the target's properties; `payment_required`, where the plan has no room, before anything was written.
   */
  async make(actor: Principal, form: Form, data: Values): Promise<FormSubmission['target']> {
    const values = mappedValues(form.mapping, data);
    switch (form.target) {
      case 'none':
        return null;
      case 'client':
        return { type: 'client', publicId: (await this.client(actor, values)).publicId };
      case 'ticket':
        return { type: 'ticket', publicId: await this.ticket(actor, values) };
      case 'order':
        return { type: 'order', publicId: await this.order(actor, values, data) };
    }
  }

  /** Whoever is known by the e-mail stays as they are: a stranger may write anybody's. */
  private async client(actor: Principal, values: Values) {
    const known = await this.knownBy(actor, values.email);
    if (known) return known;
    return this.services.clients.create(actor, { ...values, status: 'lead' } as unknown as ClientValues);
  }

  private async ticket(actor: Principal, values: Values): Promise<string> {
    const client = await this.knownBy(actor, values.requesterEmail);
    const asked = { ...values, clientId: client?.id ?? null, source: 'web' } as unknown as TicketValues;
    return (await this.services.tickets.create(actor, asked)).publicId;
  }

  /** A draft, which somebody of the organisation looks at before it is submitted. All answers are its intake. */
  private async order(actor: Principal, values: Values, intake: Values): Promise<string> {
    const { serviceId: service, clientId, quantity, notes, ...person } = values;
    const { clients, catalogue, orders } = this.services;
    const { id: serviceId } = await named('serviceId', () => catalogue.named(actor, String(service)));
    const client =
      clientId === undefined
        ? await this.client(actor, person)
        : await named('clientId', () => clients.named(actor, String(clientId)));
    const asked = { clientId: client.id, serviceId, notes: notes as string | undefined, intake };
    const order = await orders.create(actor, { ...asked, quantity: quantity as number | undefined });
    return order.publicId;
  }

  private async knownBy(actor: Principal, email: unknown) {
    return typeof email === 'string' ? this.services.clients.withEmail(actor, email) : undefined;
  }
}

/** What a property names must be there: else the property is at fault. */
async function named<T>(property: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!isProblem(error) || error.code !== 'not_found') throw error;
    const message = `${property} names nothing that is there`;
    throw refused([{ field: property, rule: 'reference', message }]);
  }
}
