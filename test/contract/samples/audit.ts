import type { Json } from '../documents.js';
import type { Maker } from './maker.js';

/** Two lines of the log: a key made a service, and before that a person made a client. */
export async function twoLines(make: Maker): Promise<{ readonly later: Json; readonly earlier: Json }> {
  await make.client();
  // Instants have milliseconds: the next one must not be the same.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await make.service();
  const { body } = await make.call(
    'get',
    '/api/v1/audit-logs?limit=50',
    undefined,
    await make.owner.key('org'),
  );
  const lines = (body as { data: Json[] }).data;
  const line = (action: string) => lines.find((each) => each.action === action) as Json;
  return { later: line('service.created'), earlier: line('client.created') };
}
