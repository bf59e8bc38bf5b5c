import test from 'ava';
import { databases } from '../../support/databases.js';
import { startSite } from '../../support/site.js';
import { live } from './live-and-die.js';

const CLIENTS = '/api/v1/clients';

for (const database of databases) {
  test(`${database.engine}: a site killed before any statement of a keyed creation leaves one client after the next try`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const authorization = await site.key('org', ['clients:read', 'clients:write']);
    let said = '';
    let deaths = 0;
    for (let dieAt = 1; said === ''; dieAt += 1) {
      const name = `Once ${dieAt}`;
      const headers = { authorization, 'idempotency-key': name };
      const { url, dataDir } = site.database;
      said = await live({ url, dataDir, path: CLIENTS, headers, body: { name }, dieAt });
      if (said === '') deaths += 1;
      const again = await site.request(CLIENTS, { method: 'POST', headers, body: { name } });
      t.is(again.status, 201, `${dieAt}: ${JSON.stringify(again.body)}`);
      const { body } = await site.request(`${CLIENTS}?search=${encodeURIComponent(name)}&limit=100`, {
        auth: authorization,
      });
      const made = body.data.filter((client: { name: string }) => client.name === name);
      t.deepEqual(made, [again.body.data], `${dieAt}: one client, and it is the one that was answered`);
      if (said !== '') t.is(again.headers.get('idempotent-replayed'), 'true');
    }
    t.regex(said, /^answered 201/);
    t.true(deaths > 8, said);
  });
}
