import { randomBytes } from 'node:crypto';
import type { Json } from '../documents.js';

/** Bodies with every field filled, different each time. */

const word = () => randomBytes(4).toString('hex');

export function clientBody(): Json {
  const name = `Aurora ${word()}`;
  return {
    name,
    email: `${word()}@aurora.test`,
    company: `${name} Ltd`,
    phone: '+44 20 7946 0000',
    website: 'https://aurora.test/',
    status: 'active',
    address: {
      line1: '1 Quay',
      line2: 'Floor 2',
      city: 'Bristol',
      state: 'Avon',
      postal_code: 'BS1 4DJ',
      country: 'GB',
    },
    tax_id: 'GB123456789',
    currency: 'GBP',
    language: 'en-GB',
    payment_terms_days: 14,
    rounding: { minutes: 15, mode: 'up' },
    hourly_rate: 9500,
    notes: 'Aurora: prefers mail',
  };
}

/** The same as the organisation's API names it. */
export function orgClientBody(): Json {
  const { address, tax_id, payment_terms_days, hourly_rate, ...same } = clientBody();
  const { postal_code, ...place } = address as Json;
  return {
    ...same,
    address: { ...place, postalCode: postal_code },
    taxId: tax_id,
    paymentTermsDays: payment_terms_days,
    hourlyRate: hourly_rate,
  };
}

export function projectBody(clientId: number, workflowId: number): Json {
  return {
    name: `Aurora site ${word()}`,
    client_id: clientId,
    workflow_id: workflowId,
    description: 'Aurora: the new site',
    status: 'active',
    start_date: '2026-01-05',
    due_date: '2026-06-30',
    budget_minutes: 6000,
    budget_amount: 950_000,
    hourly_rate: 9000,
    billable: true,
  };
}

export function workflowBody(): Json {
  return {
    name: `Aurora flow ${word()}`,
    description: 'Aurora: three steps',
    applies_to: 'task',
    stages: [
      { id: 1, name: 'Aurora to do', position: 1, color: '#aabbcc', is_final: false, allowed_next: [2, 3] },
      { id: 2, name: 'Aurora doing', position: 2, color: '#bbccdd', is_final: false, allowed_next: [1, 3] },
      { id: 3, name: 'Aurora done', position: 3, color: '#ccddee', is_final: true, allowed_next: [] },
    ],
  };
}

export function stageBody(effects: readonly Json[] = []): Json {
  return { name: `Aurora stage ${word()}`, color: '#112233', is_final: false, allowed_next: [], effects };
}

/** One of each type, with every field. */
export function stageEffects(userId: number, projectId: number): Json[] {
  return [
    {
      type: 'create_task',
      title: 'Aurora: look at the drafts',
      description: 'Aurora: all three of them',
      project_id: projectId,
      assignee_id: userId,
      priority: 'high',
      due_in_days: 3,
    },
    { type: 'assign', user_id: userId },
    { type: 'notify', user_id: userId, message: 'Aurora has come here' },
    { type: 'mail', to: 'assignee', subject: 'Aurora news', message: 'Aurora: please look' },
    { type: 'webhook' },
  ];
}

export function taskBody(projectId: number, assigneeId: number): Json {
  return {
    title: `Aurora task ${word()}`,
    project_id: projectId,
    assignee_id: assigneeId,
    description: 'Aurora: write the copy',
    priority: 'high',
    due_date: '2026-03-01',
    estimate_minutes: 120,
  };
}

export function timeEntryBody(projectId: number, taskId: number, userId: number): Json {
  return {
    project_id: projectId,
    task_id: taskId,
    user_id: userId,
    date: '2026-02-03',
    minutes: 50,
    billable: true,
    hourly_rate: 8000,
    description: `Aurora time ${word()}`,
  };
}

export function timerBody(projectId: number, taskId: number, userId: number): Json {
  return {
    project_id: projectId,
    task_id: taskId,
    user_id: userId,
    billable: true,
    hourly_rate: 8500,
    description: `Aurora timer ${word()}`,
  };
}

export function ticketBody(clientId: number, assigneeId: number): Json {
  return {
    subject: `Aurora ticket ${word()}`,
    message: 'Aurora: the form is broken',
    client_id: clientId,
    requester_email: `${word()}@aurora.test`,
    assignee_id: assigneeId,
    priority: 'urgent',
    status: 'open',
    source: 'email',
  };
}

export function replyBody(): Json {
  return { message: `Aurora reply ${word()}`, internal: true };
}
