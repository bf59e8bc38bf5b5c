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
];
