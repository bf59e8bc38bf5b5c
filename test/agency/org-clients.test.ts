import test from 'ava';
import { orgClientBody } from '../contract/samples/agency-bodies.js';
import { databases } from '../support/databases.js';
import { type Answer, type Sent, type Site, startSite } from '../support/site.js';

const CLIENTS = '/api/v1/clients';

for (const database of databases) {
  const { engine } = database;
  let site: Site;
  let key: string;

  test.before(async () => {
    site = await startSite(database);
    key = await site.key('org', ['clients:read', 'clients:write']);
  });
  test.after.always(() => site?.stop());

  const send = (path: string, sent: Sent = {}): Promise<Answer> => site.request(path, { auth: key, ...sent });
  const make = async (changes: object = {}) => {
    const answer = await send(`${CLIENTS}/`, { method: 'POST', body: { ...orgClientBody(), ...changes } });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer));
    return answer.body.data;
  };

  test(`${engine}: a language that no document could be written in is refused`, async (t) => {
    const { publicId } = await make({ language: 'de-AT' });
    for (const language of ['de-x', 'de-DE-DE', 'en-1'])
      for (const [path, method] of [
        [CLIENTS, 'POST'],
        [`${CLIENTS}/${publicId}`, 'PUT'],
      ] as const) {
        const { status, body } = await send(path, { method, body: { ...orgClientBody(), language } });
        t.is(status, 400, `${method} ${language}`);
        t.is(body.error.field, 'language');
      }
  });

  test(`${engine}: a client is made, read, changed in part and deleted by its public id alone`, async (t) => {
    const body = orgClientBody();
    const made = await make(body);
    t.like(made, body as object);
    t.false('id' in made);
    const path = `${CLIENTS}/${made.publicId}`;
    t.deepEqual((await send(path)).body, { data: made });
    const changed = await send(path, { method: 'PUT', body: { company: null, paymentTermsDays: 7 } });
    t.is(changed.status, 200);
    t.deepEqual(
      { ...changed.body.data, updatedAt: '' },
      { ...made, company: null, paymentTermsDays: 7, updatedAt: '' },
    );
    const gone = await send(path, { method: 'DELETE' });
    t.is(gone.status, 204);
    t.is(gone.body, undefined);
    t.is((await send(path)).status, 404);
  });

  test(`${engine}: collections answer with and without the slash at their end`, async (t) => {
    const made = await make({ company: 'Slash & Sons' });
    for (const path of [CLIENTS, `${CLIENTS}/`]) {
      const { status, body } = await send(`${path}?search=slash&status=active&page=1&limit=100`);
      t.is(status, 200);
      t.true(
        body.data.some(({ publicId }: { publicId: string }) => publicId === made.publicId),
        path,
      );
      t.like(body.meta, { page: 1, limit: 100 });
    }
    t.like((await send(`${CLIENTS}/`)).body.meta, { page: 1, limit: 20 });
    t.is((await send(`${CLIENTS}?limit=101`)).body.error.field, 'limit');
  });

  test(`${engine}: an id of nobody's, the number inside, and another organisation's are all 404`, async (t) => {
    const made = await make();
    const other = await site.organization(`Elsewhere ${engine}`);
    const actor = { ...site.actor, orgId: other.orgId };
    const foreign = await site.key('org', ['clients:read', 'clients:write'], actor);
    const number = await site.host.db.query('billing_customers').where({ public_id: made.publicId });
    const inside = (number as unknown as { id: number }[])[0]?.id;
    const path = `${CLIENTS}/${made.publicId}`;
    t.is((await send(path, { auth: foreign })).status, 404);
    t.is((await send(path, { auth: foreign, method: 'DELETE' })).status, 404);
    for (const nobody of [String(inside), 'no-such', 'a'.repeat(300)]) {
      const { status, body } = await send(`${CLIENTS}/${nobody}`, { method: 'PUT', body: { name: 'X' } });
      t.is(status, 404);
      t.deepEqual(body.error.details, { id: nobody, resource: 'client' });
    }
  });

  test(`${engine}: the agency's and the organisation's API show one client`, async (t) => {
    const made = await make({ name: 'One and the same' });
    const found = await site.request('/wp-json/agency-os-ai/v1/clients?search=same', { auth: site.admin });
    const [seen] = found.body.data;
    t.is(seen.public_id, made.publicId);
    await site.request('/wp-json/agency-os-ai/v1/projects', {
      method: 'POST',
      auth: site.admin,
      body: { name: 'Something', client_id: seen.id },
    });
    const refused = await send(`${CLIENTS}/${made.publicId}`, { method: 'DELETE' });
    t.is(refused.status, 409);
    t.is(refused.body.error.message, 'The client still has projects (1)', 'the number stays inside');
  });
}
