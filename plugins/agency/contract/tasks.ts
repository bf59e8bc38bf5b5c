import type { EventType, Page, Principal, Tenant } from '#host';
import { eventType } from '#host';
import type { Day, Listing } from './listing.js';

export type Priority = 'low' | 'normal' | 'high' | 'urgent';
export type TaskStatus = 'open' | 'done';

export interface Task {
  readonly id: number;
  readonly projectId: number;
  readonly stageId: number;
  readonly assigneeId: number | null;
  readonly title: string;
  readonly description: string | null;
  readonly priority: Priority;
  /** Follows the stage: done in a final one. */
  readonly status: TaskStatus;
  readonly dueDate: Day | null;
  readonly estimateMinutes: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TaskValues {
  readonly title: string;
  readonly projectId: number;
  /** Default: the first stage of the project's workflow. On a change: only along the workflow's transitions. */
  readonly stageId?: number;
  /** Default: nobody; the caller, where they may write only their own tasks. */
  readonly assigneeId?: number | null;
  readonly description?: string | null;
  /** Default: normal. */
  readonly priority?: Priority;
  /** Without a stage: the first one that may follow and makes it so. */
  readonly status?: TaskStatus;
  readonly dueDate?: Day | null;
  readonly estimateMinutes?: number | null;
}

export type TaskSort = 'created_at' | 'due_date';

export interface TaskFilter extends Listing<TaskSort> {
  readonly projectId?: number;
  readonly stageId?: number;
  readonly assigneeId?: number;
  readonly priority?: Priority;
  readonly status?: TaskStatus;
  readonly search?: string;
}

/** Who may not `tasks:manage` writes only tasks that are assigned to them, before and after. */
export interface Tasks {
  list(tenant: Tenant, filter: TaskFilter): Promise<Page<Task>>;
  get(tenant: Tenant, id: number): Promise<Task>;
  create(actor: Principal, values: TaskValues): Promise<Task>;
  update(actor: Principal, id: number, values: Partial<TaskValues>): Promise<Task>;
  /** Refused while time is kept on it. */
  delete(actor: Principal, id: number): Promise<Task>;
}

export interface TaskMoved {
  readonly actor: Principal;
  readonly task: Task;
  readonly fromStageId: number;
}

/** A task has come to another stage. */
export const taskMoved: EventType<TaskMoved> = eventType<TaskMoved>('agency.task.moved');
