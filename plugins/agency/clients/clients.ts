import { changed, Page, type Principal, ProblemError, type Rows, sortKey, type Tenant } from '#host';
import type {
  BillingApi,
  Customer,
  CustomerChanged,
  CustomerDeleting,
  CustomerValues,
} from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import {
  type Client,
  type ClientFilter,
  type Clients,
  type ClientValues,
  clientDeleting,
  type Rounding,
} from '../contract.js';
import { ORDERS } from '../orders/order-row.js';
import { pageRequest } from '../page-request.js';
import { notFound, stillUsed, unknownReference } from '../problems.js';
import { PROJECTS } from '../projects/project-row.js';
import { TICKETS } from '../tickets/ticket-row.js';
import { tell } from '../webhook-events.js';
import {
  CLIENTS,
  type ClientRow,
  clientColumns,
  clientOf,
  customerValues,
  newClientRow,
  searchedTexts,
} from './client-row.js';

const SORTS = { created_at: 'createdAt', name: 'nameKey' } as const;

export class ClientRecords implements Clients {
  constructor(
    private readonly host: AgencyHost,
    private readonly billing: BillingApi,
  ) {}

  async list(tenant: Tenant, filter: ClientFilter): Promise<Page<Client>> {
    const { status, search } = filter;
    const page = await this.rows(tenant).where({ status }).search(search).page(pageRequest(filter, SORTS));
    const customers = await this.billing.customers.getMany(
      tenant,
      page.items.map((row) => row.id),
    );
    // A client that was deleted between the two queries is left out.
    const clients = page.items.flatMap((row) => joined(row, customers.get(row.id)) ?? []);
    return new Page(clients, page.window, page.total, page.next);
  }

  async get(tenant: Tenant, id: number): Promise<Client> {
    const [row, customers] = await Promise.all([
      this.rows(tenant).where({ id }).first(),
      this.billing.customers.getMany(tenant, [id]),
    ]);
    const client = row && joined(row, customers.get(id));
    if (!client) throw notFound('client', id);
    return client;
  }

  async named(tenant: Tenant, publicId: string): Promise<Client> {
    const customer = await this.billing.customers.named(tenant, publicId);
    const row = customer && (await this.rows(tenant).where({ id: customer.id }).first());
    if (!row) throw notFound('client', publicId);
    return clientOf(row, customer);
  }

  async withEmail(tenant: Tenant, email: string): Promise<Client | undefined> {
    const customers = await this.billing.customers.withEmail(tenant, email);
    const ids = customers.map(({ id }) => id);
    const rows = new Map((await this.rows(tenant).whereIn('id', ids).all()).map((row) => [row.id, row]));
    for (const customer of customers) {
      const row = rows.get(customer.id);
      if (row) return clientOf(row, customer);
    }
    return undefined;
  }

  /** What counts against the limit of a plan. */
  count(tenant: Tenant): Promise<number> {
    return this.rows(tenant).count();
  }

  create(actor: Principal, values: ClientValues): Promise<Client> {
    return this.host.db.transaction(async () => {
      await this.billing.usage.assertRoom(actor, 'clients');
      const customer = await this.billing.customers.create(actor, customerValues(values) as CustomerValues);
      const row = newClientRow(customer, values, customer.createdAt);
      await this.rows(actor).insert(row);
      await this.rows(actor).setTerms(row.id, searchedTexts(customer));

      const client = clientOf(row, customer);
      await this.record(actor, 'client.created', client, { ...client });
      await tell(this.host, 'agency.client.created', client, actor);
      return client;
    });
  }

  update(actor: Principal, id: number, values: Partial<ClientValues>): Promise<Client> {
    return this.host.db.transaction(async () => {
      const [row, before] = await this.locked(actor, id);
      // Before the row: `followCustomer` writes to that too, and the last word is ours.
      const customer = await this.updateCustomer(actor, id, customerValues(values), before);
      const columns = { ...clientColumns(values), updatedAt: this.host.clock.now() };
      await this.rows(actor).where({ id }).update(columns);
      const client = clientOf({ ...row, ...columns }, customer);
      await this.record(actor, 'client.updated', client, changed(clientOf(row, before), client));
      await tell(this.host, 'agency.client.updated', client, actor);
      return client;
    });
  }

  delete(actor: Principal, id: number): Promise<Client> {
    return this.host.db.transaction(async () => {
      const client = clientOf(...(await this.locked(actor, id)));
      await this.assertUnused(actor, id);
      await this.host.db.publish(clientDeleting, { actor, client });
      await this.rows(actor).where({ id }).delete();
      await this.billing.customers.delete(actor, id);

      await this.record(actor, 'client.deleted', client, { ...client });
      await tell(this.host, 'agency.client.deleted', client, actor);
      return client;
    });
  }

  /** As below, for who goes on to what billing keeps of it. */
  async lockToBill(tenant: Tenant, id: number, field: string): Promise<[ClientRow, Customer]> {
    const customer = await this.billing.customers.hold(tenant, id, field);
    return [await this.lockReferred(tenant, id, field), customer];
  }

  /** The row, kept from changing until the transaction ends. For a reference field: 422 when it is not there. */
  async lockReferred(tenant: Tenant, id: number, field: string): Promise<ClientRow> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference(field, id);
    return row;
  }

  /** How this client's time is rounded now. */
  async roundingOf(tenant: Tenant, id: number): Promise<Rounding> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('client', id);
    return { minutes: row.roundingMinutes, mode: row.roundingMode };
  }

  /** Keeps the copies of a customer's name and e-mail. */
  async followCustomer({ actor, customer }: Omit<CustomerChanged, 'before'>): Promise<void> {
    // Locked: two that change at once leave the terms of the last one.
    const row = await this.rows(actor).where({ id: customer.id }).forUpdate().first();
    if (!row) return;
    const columns = { nameKey: sortKey(customer.name), updatedAt: latest(row, customer) };
    await this.rows(actor).where({ id: customer.id }).update(columns);
    await this.rows(actor).setTerms(customer.id, searchedTexts(customer));
  }

  /** A customer that is a client is deleted as a client. */
  async keepCustomer({ actor, customer }: CustomerDeleting): Promise<void> {
    const row = await this.rows(actor).where({ id: customer.id }).first();
    if (row)
      throw new ProblemError('conflict', `Customer ${row.id} is a client`, { data: { client_id: row.id } });
  }

  private async updateCustomer(
    actor: Principal,
    id: number,
    values: Partial<CustomerValues>,
    before: Customer,
  ) {
    if (Object.keys(values).length === 0) return before;
    return this.billing.customers.update(actor, id, values);
  }

  private async locked(actor: Principal, id: number): Promise<[ClientRow, Customer]> {
    if (!(await this.rows(actor).where({ id }).first())) throw notFound('client', id);
    // The customer first, as billing does, which tells of its changes.
    return this.lockToBill(actor, id, 'id');
  }

  private async assertUnused(tenant: Tenant, clientId: number): Promise<void> {
    const projects = await this.host.db.of(PROJECTS, tenant).where({ clientId }).count();
    const tickets = await this.host.db.of(TICKETS, tenant).where({ clientId }).count();
    const orders = await this.host.db.of(ORDERS, tenant).where({ clientId }).count();
    if (projects + tickets + orders > 0) throw stillUsed('The client', { projects, tickets, orders });
  }

  private record(actor: Principal, action: string, { publicId }: Client, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'client', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<ClientRow> {
    return this.host.db.of(CLIENTS, tenant);
  }
}

function latest(...rows: readonly { readonly updatedAt: Date }[]): Date {
  return new Date(Math.max(...rows.map(({ updatedAt }) => updatedAt.getTime())));
}

function joined(row: ClientRow, customer: Customer | undefined): Client | undefined {
  return customer && clientOf(row, customer);
}
