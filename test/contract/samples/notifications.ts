import type { Json } from '../documents.js';
import type { Sample, Samples } from './sample.js';

export function notificationBody(): Json {
  return {
    title: 'Aurora was deployed',
    message: 'All of Aurora runs the new version.',
    type: 'success',
    source: 'deploy-aurora',
    link: 'https://aurora.test/deployments/1',
  };
}

const list: Sample = async (make) => {
  await make.notification();
  return {};
};

const one: Sample = async (make) => ({ params: { id: await make.notification() } });

export const notificationSamples: Samples = {
  'GET /api/notifications': list,
  'POST /api/notifications': () => ({ body: notificationBody() }),
  'GET /api/notifications/unread-count': list,
  'PATCH /api/notifications/read-all': list,
  'GET /api/notifications/{id}': async (make) => {
    const id = await make.notification();
    // Read, so that there is something to tell of it.
    await make.call('patch', `/api/notifications/${id}`, { read: true }, await make.owner.key('ops'));
    return { params: { id } };
  },
  'PATCH /api/notifications/{id}': async (make) => ({ ...(await one(make)), body: { read: true } }),
  'GET /v1/users/me/notifications': list,
  'DELETE /v1/users/me/notifications/{notification}': async (make) => ({
    params: { notification: await make.notification() },
  }),
};
