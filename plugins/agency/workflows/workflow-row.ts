import { tenantTable } from '#host';
import type { Stage, Workflow } from '../contract.js';

export interface WorkflowRow extends Omit<Workflow, 'stages'> {
  readonly orgId: number;
}

export const WORKFLOWS = tenantTable<WorkflowRow>('agency_workflows', {
  instants: ['createdAt', 'updatedAt'],
});

export interface StageRow extends Stage {
  readonly orgId: number;
}

export const STAGES = tenantTable<StageRow>('agency_stages', {
  booleans: ['isFinal'],
  json: ['allowedNext', 'effects'],
  keepTotals: false,
});

export function workflowOf(row: Omit<WorkflowRow, 'orgId'>, stages: readonly Stage[]): Workflow {
  return {
    id: row.id,
    publicId: row.publicId,
    name: row.name,
    description: row.description,
    appliesTo: row.appliesTo,
    stages,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function stageOf(row: Stage): Stage {
  return {
    id: row.id,
    publicId: row.publicId,
    workflowId: row.workflowId,
    name: row.name,
    position: row.position,
    color: row.color,
    isFinal: row.isFinal,
    allowedNext: row.allowedNext,
    orderStatus: row.orderStatus,
    effects: row.effects,
  };
}

export function inOrder(stages: readonly Stage[]): Stage[] {
  return [...stages].sort((a, b) => a.position - b.position || a.id - b.id);
}
