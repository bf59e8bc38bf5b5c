import { tenantTable } from '#host';
import type { Task } from '../contract.js';

export interface TaskRow extends Task {
  readonly orgId: number;
}

export const TASKS = tenantTable<TaskRow>('agency_tasks', {
  instants: ['createdAt', 'updatedAt'],
  searchable: true,
});

export function taskOf(row: Task): Task {
  return {
    id: row.id,
    projectId: row.projectId,
    stageId: row.stageId,
    assigneeId: row.assigneeId,
    title: row.title,
    description: row.description,
    priority: row.priority,
    status: row.status,
    dueDate: row.dueDate,
    estimateMinutes: row.estimateMinutes,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
