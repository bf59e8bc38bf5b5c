import type { Readings } from './reading.js';

export const notificationReadings: Readings = {
  'PATCH /api/notifications/read-all': () => ({ template: 'GET /api/notifications/unread-count' }),
  'DELETE /v1/users/me/notifications/{notification}': ({ params }) => ({
    template: 'GET /api/notifications/{id}',
    params: { id: params?.notification as string },
    status: 404,
  }),
};
