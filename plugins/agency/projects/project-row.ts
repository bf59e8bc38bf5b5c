import { tenantTable } from '#host';
import type { Project } from '../contract.js';

export interface ProjectRow extends Project {
  readonly orgId: number;
  readonly nameKey: string;
}

export const PROJECTS = tenantTable<ProjectRow>('agency_projects', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['billable'],
  searchable: true,
});

export function projectOf(row: Project): Project {
  return {
    id: row.id,
    publicId: row.publicId,
    clientId: row.clientId,
    workflowId: row.workflowId,
    name: row.name,
    description: row.description,
    status: row.status,
    startDate: row.startDate,
    dueDate: row.dueDate,
    budgetMinutes: row.budgetMinutes,
    budgetAmount: row.budgetAmount,
    hourlyRate: row.hourlyRate,
    billable: row.billable,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
