import type { Tenant } from '#host';
import type { BillingApi } from '../billing/contract.js';
import type { AgencyHost } from './agency-host.js';
import type { CatalogueRecords } from './catalogue.js';
import { CLIENTS } from './clients/client-row.js';
import { ORDERS } from './orders/order-row.js';
import { unknownReference } from './problems.js';
import type { StageRecords } from './workflows/stages.js';
import type { WorkflowReferences } from './workflows/workflow-references.js';

export type Kind = 'client' | 'service' | 'user' | 'workflow' | 'stage' | 'order';

type Find = (tenant: Tenant, publicId: string) => Promise<{ readonly id: number } | undefined>;
/** Null for none, and for those who are not there any more. */
export type Named = (id: number | null) => string | null;

/** A filter on what is not there finds nothing. */
const NOBODY = 0;

interface Needs {
  readonly host: AgencyHost;
  readonly billing: BillingApi;
  readonly catalogue: CatalogueRecords;
  readonly stages: StageRecords;
  readonly workflows: WorkflowReferences;
}

/** Between the ids inside and those that the organisation's API shows. */
export class PublicIds {
  constructor(private readonly needs: Needs) {}

  /** For a reference field: 422 that names it where there is no such row. What is left out, and null, stay so. */
  referred(tenant: Tenant, kind: Kind, field: string, publicId: string): Promise<number>;
  referred(
    tenant: Tenant,
    kind: Kind,
    field: string,
    publicId: string | undefined,
  ): Promise<number | undefined>;
  referred(
    tenant: Tenant,
    kind: Kind,
    field: string,
    publicId: string | null | undefined,
  ): Promise<number | null | undefined>;
  async referred(tenant: Tenant, kind: Kind, field: string, publicId: string | null | undefined) {
    if (publicId === undefined || publicId === null) return publicId;
    const row = await this.find[kind](tenant, publicId);
    if (!row) throw unknownReference(field, publicId);
    return row.id;
  }

  /** For a filter. */
  async sought(tenant: Tenant, kind: Kind, publicId: string | undefined): Promise<number | undefined> {
    if (publicId === undefined) return undefined;
    return (await this.find[kind](tenant, publicId))?.id ?? NOBODY;
  }

  /** How these are called outside. One query. */
  async named(tenant: Tenant, kind: Exclude<Kind, 'order'>, ids: readonly (number | null)[]): Promise<Named> {
    const found = await this.many(tenant, kind, [...new Set(ids.filter((id) => id !== null))]);
    return (id) => (id === null ? null : (found.get(id)?.publicId ?? null));
  }

  private many(
    tenant: Tenant,
    kind: Exclude<Kind, 'order'>,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly publicId: string }>> {
    const { host, billing, catalogue, stages, workflows } = this.needs;
    switch (kind) {
      case 'client':
        return billing.customers.getMany(tenant, ids);
      case 'service':
        return catalogue.getMany(tenant, ids);
      case 'user':
        return host.accounts.members(tenant, ids);
      case 'workflow':
        return workflows.getMany(tenant, ids);
      case 'stage':
        return stages.getMany(tenant, ids);
    }
  }

  private readonly find: Readonly<Record<Kind, Find>> = {
    client: async (tenant, publicId) => {
      const customer = await this.needs.billing.customers.named(tenant, publicId);
      // A customer without a row of ours is not a client.
      return customer && this.needs.host.db.of(CLIENTS, tenant).where({ id: customer.id }).first();
    },
    service: (tenant, publicId) => this.needs.catalogue.found(tenant, publicId),
    user: (tenant, publicId) => this.needs.host.accounts.memberNamed(tenant, publicId),
    workflow: (tenant, publicId) => this.needs.workflows.named(tenant, publicId),
    stage: (tenant, publicId) => this.needs.stages.named(tenant, publicId),
    order: (tenant, publicId) => this.needs.host.db.of(ORDERS, tenant).where({ publicId }).first(),
  };
}
