import { ProblemError, type Rows, type Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { WorkflowSubject } from '../contract.js';
import { contradiction, unknownReference } from '../problems.js';
import { WORKFLOWS, type WorkflowRow } from './workflow-row.js';

/** What others ask of workflows that they name. */
export class WorkflowReferences {
  constructor(private readonly host: AgencyHost) {}

  /** The id of a workflow for tasks, the organisation's first by default; kept until the transaction ends. */
  async lockForTasks(tenant: Tenant, id: number | undefined): Promise<number> {
    if (id !== undefined) return this.lockFor(tenant, 'task', id);
    const first = await this.firstFor(tenant, 'task');
    if (first === null) throw new ProblemError('conflict', 'There is no workflow for tasks');
    return first;
  }

  /** For a reference field: 422 when there is none, or it is for something else. */
  async lockFor(tenant: Tenant, subject: WorkflowSubject, id: number): Promise<number> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference('workflowId', id);
    if (row.appliesTo !== subject)
      throw contradiction('workflowId', `workflowId: the workflow ${row.name} is not for ${subject}s`);
    return row.id;
  }

  /** The organisation's first one, kept until the transaction ends. */
  async firstFor(tenant: Tenant, appliesTo: WorkflowSubject): Promise<number | null> {
    const row = await this.rows(tenant).where({ appliesTo }).orderBy('id').forUpdate().first();
    return row?.id ?? null;
  }

  /** Those that exist, by id, without their stages. One query. */
  async getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, WorkflowRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows(tenant).whereIn('id', ids).all();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Undefined when this organisation has none of that public id. */
  named(tenant: Tenant, publicId: string): Promise<WorkflowRow | undefined> {
    return this.rows(tenant).where({ publicId }).first();
  }

  private rows(tenant: Tenant): Rows<WorkflowRow> {
    return this.host.db.of(WORKFLOWS, tenant);
  }
}
