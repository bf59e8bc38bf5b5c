import type { Readings } from './reading.js';

export const messageReadings: Readings = {
  'POST /api/v1/messages': ({ data }) => ({
    template: 'GET /api/v1/messages',
    query: { orderId: data.orderId as string },
    id: data.publicId as string,
  }),
};
