import type { WorkflowValues } from '../../plugins/agency/contract.js';

/** Beside the one that every organisation has. */
export const WORKFLOWS: readonly WorkflowValues[] = [
  {
    name: 'Website',
    description: 'From the first talk to the live site; a review may send it back.',
    stages: [
      { id: 1, name: 'Briefing', color: '#8c8f94', allowedNext: [2] },
      { id: 2, name: 'Design', color: '#9b51e0', allowedNext: [3] },
      { id: 3, name: 'Build', color: '#2271b1', allowedNext: [4] },
      { id: 4, name: 'Review', color: '#dba617', allowedNext: [2, 3, 5] },
      { id: 5, name: 'Live', color: '#00a32a', isFinal: true, allowedNext: [3] },
    ],
  },
  {
    name: 'Retainer',
    description: 'Small wishes, any order.',
    stages: [
      { name: 'Wished', color: '#8c8f94' },
      { name: 'Doing', color: '#2271b1' },
      { name: 'Done', color: '#00a32a', isFinal: true },
    ],
  },
  {
    name: 'Orders',
    description: 'What clients order, from the briefing to the delivery.',
    appliesTo: 'order',
    stages: [
      { id: 1, name: 'Briefing', color: '#8c8f94', orderStatus: 'submitted', allowedNext: [2, 5] },
      {
        id: 2,
        name: 'Work',
        color: '#2271b1',
        orderStatus: 'in_progress',
        allowedNext: [3, 5],
        effects: [{ type: 'notify', message: 'An order is yours to work on.' }],
      },
      { id: 3, name: 'Review', color: '#dba617', orderStatus: 'in_review', allowedNext: [2, 4] },
      { id: 4, name: 'Delivered', color: '#00a32a', orderStatus: 'delivered', isFinal: true },
      { id: 5, name: 'Cancelled', color: '#d63638', orderStatus: 'cancelled', isFinal: true },
    ],
  },
];
