import type { Answer } from '../../matrix/exchange.js';
import type { Json } from '../documents.js';
import type { Reading, Readings } from './reading.js';

export const signInReadings: Readings = {
  'POST /api/auth/forgot-password': () => ({ template: 'GET /api/health' }),
  'POST /api/auth/login': ({ answer }) => bearer(answer),
  'POST /api/auth/refresh': ({ answer }) => bearer(answer),
  'POST /api/auth/logout': ({ headers }) => ({ template: 'GET /api/auth/me', headers, status: 401 }),
};

function bearer({ body }: Answer): Reading {
  const headers = { authorization: `Bearer ${(body as Json).token}` };
  return { template: 'GET /api/auth/me', headers };
}
