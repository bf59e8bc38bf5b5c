import type { Readings } from './reading.js';

export const reportReadings: Readings = {
  // It is being made: what is seen next is more.
  'POST /api/v1/reports': () => ({ template: 'GET /api/v1/reports' }),
};
