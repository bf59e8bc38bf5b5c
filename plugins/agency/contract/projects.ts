import type { Page, Principal, Tenant } from '#host';
import type { Day, Listing } from './listing.js';

export type ProjectStatus = 'planned' | 'active' | 'on_hold' | 'completed' | 'archived';

export interface Project {
  readonly id: number;
  readonly publicId: string;
  readonly clientId: number;
  readonly workflowId: number;
  readonly name: string;
  readonly description: string | null;
  readonly status: ProjectStatus;
  readonly startDate: Day | null;
  readonly dueDate: Day | null;
  readonly budgetMinutes: number | null;
  /** Minor units of the client's currency. */
  readonly budgetAmount: number | null;
  /** Minor units; null: the client's. */
  readonly hourlyRate: number | null;
  /** What its time entries are by default. */
  readonly billable: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ProjectValues {
  readonly name: string;
  readonly clientId: number;
  /** Default: the organisation's first workflow for tasks. */
  readonly workflowId?: number;
  readonly description?: string | null;
  /** Default: active. */
  readonly status?: ProjectStatus;
  readonly startDate?: Day | null;
  readonly dueDate?: Day | null;
  readonly budgetMinutes?: number | null;
  readonly budgetAmount?: number | null;
  readonly hourlyRate?: number | null;
  /** Default: true. */
  readonly billable?: boolean;
}

export type ProjectSort = 'created_at' | 'name' | 'due_date';

export interface ProjectFilter extends Listing<ProjectSort> {
  readonly clientId?: number;
  readonly status?: ProjectStatus;
  readonly search?: string;
}

export interface Projects {
  list(tenant: Tenant, filter: ProjectFilter): Promise<Page<Project>>;
  get(tenant: Tenant, id: number): Promise<Project>;
  create(actor: Principal, values: ProjectValues): Promise<Project>;
  /** The client stays while time is kept on the project, the workflow while it has tasks. */
  update(actor: Principal, id: number, values: Partial<ProjectValues>): Promise<Project>;
  /** Refused while it has tasks or time entries. */
  delete(actor: Principal, id: number): Promise<Project>;
}
