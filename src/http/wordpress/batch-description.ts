import type { RouteDescription } from './route-description.js';

/** Requests in one batch. */
export const BATCH_LIMIT = 25;
export const BATCH_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export const VALIDATIONS = ['require-all-validate', 'normal'] as const;

const request = {
  type: 'object',
  properties: {
    method: { type: 'string', enum: BATCH_METHODS, default: 'POST' },
    path: { type: 'string', required: true },
    body: { type: 'object', properties: [], additionalProperties: true },
    headers: {
      type: 'object',
      properties: [],
      additionalProperties: { type: ['string', 'array'], items: { type: 'string' } },
    },
  },
};

/** How `batch/v1` describes itself; clients read the limit here. */
export const BATCH_ROUTE = {
  path: '/batch/v1',
  at: (siteUrl: string): RouteDescription => ({
    namespace: '',
    methods: ['POST'],
    endpoints: [
      {
        methods: ['POST'],
        args: {
          validation: { type: 'string', enum: VALIDATIONS, default: 'normal', required: false },
          requests: { type: 'array', maxItems: BATCH_LIMIT, items: request, required: true },
        },
      },
    ],
    _links: { self: [{ href: `${siteUrl}/wp-json/batch/v1` }] },
  }),
};
