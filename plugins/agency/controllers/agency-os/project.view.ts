import type { DayText, Id, LongText, Title, Whole } from '#host';
import type { Project, ProjectStatus } from '../../contract.js';
import type { HourlyRate, Minutes, Money } from '../params.js';

/** A project; money in minor units of its client's currency. */
export interface ProjectView {
  id: Whole;
  public_id: string;
  name: string;
  client_id: Whole;
  workflow_id: Whole;
  description: string | null;
  status: ProjectStatus;
  start_date: string | null;
  due_date: string | null;
  budget_minutes: Whole | null;
  budget_amount: Whole | null;
  hourly_rate: Whole | null;
  billable: boolean;
  created_at: Date;
  updated_at: Date;
}

export interface DeletedProject {
  deleted: boolean;
  previous: ProjectView;
}

export interface ProjectPatch {
  name?: Title;
  /** Stays while time is kept on the project. */
  client_id?: Id;
  /** Default: the first workflow for tasks. Stays while the project has tasks. */
  workflow_id?: Id;
  description?: LongText | null;
  /** Default: active. */
  status?: ProjectStatus;
  start_date?: DayText | null;
  due_date?: DayText | null;
  budget_minutes?: Minutes | null;
  budget_amount?: Money | null;
  /** Default: the client's. */
  hourly_rate?: HourlyRate | null;
  /** Default: true. */
  billable?: boolean;
}

export interface ProjectBody extends ProjectPatch {
  name: Title;
  client_id: Id;
}

export function projectView(project: Project): ProjectView {
  return {
    id: project.id,
    public_id: project.publicId,
    name: project.name,
    client_id: project.clientId,
    workflow_id: project.workflowId,
    description: project.description,
    status: project.status,
    start_date: project.startDate,
    due_date: project.dueDate,
    budget_minutes: project.budgetMinutes,
    budget_amount: project.budgetAmount,
    hourly_rate: project.hourlyRate,
    billable: project.billable,
    created_at: project.createdAt,
    updated_at: project.updatedAt,
  };
}
