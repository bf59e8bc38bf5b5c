import type { Readings } from './reading.js';

export const topUpReadings: Readings = {
  ...Object.fromEntries(
    ['/api/billing/auto-topup', '/api/billing/credit-auto-topup'].flatMap((path) =>
      ['POST', 'PUT', 'DELETE'].map((method) => [`${method} ${path}`, () => ({ template: `GET ${path}` })]),
    ),
  ),
  'POST /wp-json/billing/v1/packages': ({ data }) => ({
    template: 'GET /wp-json/billing/v1/packages/{slug}',
    params: { slug: data.slug as string },
  }),
};
