import type { Json } from '../documents.js';
import { userBody } from '../samples/host.js';
import type { Filter, Filters } from './filter.js';

const USERS = '/wp-json/wp/v2/users';

const users =
  (filter: (one: Json, other: Json) => { value: string; query?: Record<string, string> }): Filter =>
  async (make) => {
    const [one, other] = await Promise.all(
      [userBody(), { ...userBody(), roles: ['viewer'] }].map(
        async (body) => (await make.call('post', USERS, body)).body as Json,
      ),
    );
    if (!one || !other) throw new Error('no users');
    return { keeps: one.id, drops: other.id, ...filter(one, other) };
  };

export const userFilters: Filters = {
  [`GET ${USERS}`]: {
    search: users((one) => ({ value: String(one.slug) })),
    include: users((one) => ({ value: String(one.id) })),
    exclude: users((_, other) => ({ value: String(other.id) })),
    slug: users((one) => ({ value: String(one.slug) })),
    roles: users(() => ({ value: 'member' })),
  },
};
