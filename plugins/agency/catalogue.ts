import {
  changed,
  given,
  newPublicId,
  type Page,
  type Principal,
  type Rows,
  type Tenant,
  tenantTable,
} from '#host';
import { assertCurrency } from '../billing/contract.js';
import type { AgencyHost } from './agency-host.js';
import type { Catalogue, Service, ServiceFilter, ServiceValues } from './contract.js';
import { ORDERS } from './orders/order-row.js';
import { pageRequest } from './page-request.js';
import { notFound, stillUsed, unknownReference } from './problems.js';
import { tell } from './webhook-events.js';

const SORTS = { created_at: 'createdAt' } as const;

const DEFAULTS = { description: null, deliveryDays: null, active: true, invoiceOnCompletion: false } as const;

interface ServiceRow extends Service {
  readonly orgId: number;
}

const TABLE = tenantTable<ServiceRow>('agency_services', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['active', 'invoiceOnCompletion'],
  searchable: true,
});

export class CatalogueRecords implements Catalogue {
  constructor(private readonly host: AgencyHost) {}

  async list(tenant: Tenant, filter: ServiceFilter): Promise<Page<Service>> {
    const { active, search } = filter;
    return (await this.rows(tenant).where({ active }).search(search).page(pageRequest(filter, SORTS))).map(
      serviceOf,
    );
  }

  async get(tenant: Tenant, id: number): Promise<Service> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('service', id);
    return serviceOf(row);
  }

  async named(tenant: Tenant, publicId: string): Promise<Service> {
    const service = await this.found(tenant, publicId);
    if (!service) throw notFound('service', publicId);
    return service;
  }

  /** By its public id; undefined when this organisation has none of that name. */
  async found(tenant: Tenant, publicId: string): Promise<Service | undefined> {
    const row = await this.rows(tenant).where({ publicId }).first();
    return row && serviceOf(row);
  }

  async getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, Service>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows(tenant).whereIn('id', ids).all();
    return new Map(rows.map((row) => [row.id, serviceOf(row)]));
  }

  async create(actor: Principal, values: ServiceValues): Promise<Service> {
    const currency = values.currency ?? (await this.host.accounts.organization(actor)).currency;
    assertCurrency(currency, 'currency');
    return this.host.db.transaction(async () => {
      const now = this.host.clock.now();
      const { name, price } = values;
      const kept = { publicId: newPublicId(now), name, price, currency, createdAt: now, updatedAt: now };
      const row = { ...DEFAULTS, ...given(values), ...kept };
      const id = await this.rows(actor).insert(row);
      await this.rows(actor).setTerms(id, [name]);

      const service = serviceOf({ ...row, id });
      await this.record(actor, 'service.created', service, { ...service });
      await tell(this.host, 'agency.service.created', service, actor);
      return service;
    });
  }

  update(actor: Principal, id: number, values: Partial<ServiceValues>): Promise<Service> {
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, id);
      if (values.currency !== undefined) assertCurrency(values.currency, 'currency');
      const columns = { ...given(values), updatedAt: this.host.clock.now() };
      await this.rows(actor).where({ id }).update(columns);
      if (values.name !== undefined) await this.rows(actor).setTerms(id, [values.name]);

      const service = serviceOf({ ...before, ...columns });
      await this.record(actor, 'service.updated', service, changed(before, service));
      await tell(this.host, 'agency.service.updated', service, actor);
      return service;
    });
  }

  delete(actor: Principal, id: number): Promise<Service> {
    return this.host.db.transaction(async () => {
      const service = await this.locked(actor, id);
      const orders = await this.host.db.of(ORDERS, actor).where({ serviceId: id }).count();
      if (orders > 0) throw stillUsed('The service', { orders });
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'service.deleted', service, { ...service });
      await tell(this.host, 'agency.service.deleted', service, actor);
      return service;
    });
  }

  /** The service, kept from changing until the transaction ends. For a reference field: 422 when it is not there. */
  async lockReferred(tenant: Tenant, id: number, field: string): Promise<Service> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference(field, id);
    return serviceOf(row);
  }

  private async locked(tenant: Tenant, id: number): Promise<Service> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('service', id);
    return serviceOf(row);
  }

  private record(actor: Principal, action: string, { publicId }: Service, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'service', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<ServiceRow> {
    return this.host.db.of(TABLE, tenant);
  }
}

function serviceOf(row: Service): Service {
  return {
    id: row.id,
    publicId: row.publicId,
    name: row.name,
    description: row.description,
    price: row.price,
    currency: row.currency,
    deliveryDays: row.deliveryDays,
    active: row.active,
    invoiceOnCompletion: row.invoiceOnCompletion,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
