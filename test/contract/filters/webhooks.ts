import type { Json } from '../documents.js';
import { givenUp, ping, tried } from '../samples/webhooks.js';
import type { Filter, Filters } from './filter.js';

/** A delivery that was given up, and a later one that waits. */
const deliveries =
  (value: (later: Json) => string, wants: 'earlier' | 'later'): Filter =>
  async (make) => {
    const { publicId, deliveryId: earlier } = await givenUp(make);
    // Instants have milliseconds: the next one must not be the same.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = await ping(make, publicId);
    const path = `/api/v1/webhooks/${publicId}/deliveries/${later}`;
    const { data } = (await make.call('get', path, undefined, await make.owner.key('org'))).body as {
      data: Json;
    };
    const [keeps, drops] = wants === 'earlier' ? [earlier, later] : [later, earlier];
    return { value: value(data), keeps, drops, params: { publicId } };
  };

/** A webhook that asks for clients was told of one, and pinged. */
const oneOfTwoEvents: Filter = async (make) => {
  const { publicId, deliveryId } = await tried(make);
  const path = `/api/v1/webhooks/${publicId}`;
  await make.call('put', path, { events: ['agency.client.created'] }, await make.owner.key('org'));
  await make.client();
  const found = await make.call('get', `${path}/deliveries?limit=1`, undefined, await make.owner.key('org'));
  const [told] = (found.body as { data: Json[] }).data;
  return { value: 'agency.client.created', keeps: told?.publicId, drops: deliveryId, params: { publicId } };
};

export const webhookFilters: Filters = {
  'GET /api/v1/webhooks/{publicId}/deliveries': {
    status: deliveries(() => 'failed', 'earlier'),
    from: deliveries(({ createdAt }) => String(createdAt), 'later'),
    to: deliveries(({ createdAt }) => String(createdAt), 'earlier'),
    event: oneOfTwoEvents,
  },
};
