import test from 'ava';
import { surfaces } from '../../../src/http/surfaces/index.js';
import type { Surface } from '../../../src/http/surfaces/surface.js';
import { thingsPath } from '../conformance-unit.js';
import { startHttp } from '../http-site.js';

const org = surfaces.find(({ id }) => id === 'org') as Surface;
const headers = { authorization: 'Bearer things:write', 'content-type': 'application/json' };

test('what cannot be part of a transaction is replayed, and never done again when the site died in it', async (t) => {
  const site = await startHttp();
  t.teardown(() => site.stop());
  const post = async (path: string, key: string) => {
    const init = { method: 'POST', headers: { ...headers, 'idempotency-key': key }, body: '{"name":"new"}' };
    const response = await fetch(site.url + thingsPath(org) + path, init);
    const replayed = response.headers.get('idempotent-replayed');
    return { status: response.status, replayed, body: (await response.json()) as Body };
  };
  /** As a process leaves it that died while it worked. */
  const die = () =>
    site.db.query('kp_idempotency_keys').update({ owner: 'elsewhere.1.x.1', outcome: null, lease_until: 0 });

  const charged = await post('/charge', 'a');
  t.is(charged.body.data?.inTransaction, false);
  const again = await post('/charge', 'a');
  t.deepEqual([again.replayed, again.body], ['true', charged.body]);
  await die();
  const refused = await post('/charge', 'a');
  t.deepEqual([refused.status, refused.body.error?.code], [409, 'conflict']);
  t.is(
    (await post('/charge', 'b')).body.data?.charges,
    (charged.body.data?.charges ?? 0) + 1,
    'nothing in between',
  );

  await post('', 'c');
  await die();
  t.deepEqual(await post('', 'c'), { status: 201, replayed: null, body: { data: { name: 'new' } } } as never);
});

interface Body {
  readonly data?: { readonly charges: number; readonly inTransaction: boolean };
  readonly error?: { readonly code: string };
}
