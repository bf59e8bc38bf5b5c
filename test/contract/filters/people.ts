import { userBody } from '../samples/host.js';
import type { Maker } from '../samples/maker.js';

const USERS = '/wp-json/wp/v2/users';

export async function person(make: Maker): Promise<number> {
  return ((await make.call('post', USERS, userBody())).body as { id: number }).id;
}

/** As the organisation's API names people. */
export async function publicPerson(make: Maker): Promise<string> {
  return make.owner.publicUserId(await person(make));
}
