import test from 'ava';
import { databases } from '../support/databases.js';
import { type Answer, type Site, startSite } from '../support/site.js';
import { OrgApi } from './org-api.js';

const CONTACT = {
  type: 'object',
  properties: { who: { type: 'string' }, mail: { type: 'string' }, what: { type: 'string' } },
};
const TO_CLIENT = { target: 'client', mapping: { who: 'name', mail: 'email' } };
const TO_ORDER = { target: 'order', mapping: { who: 'name', what: 'serviceId' } };
const TO_ORDER_OF_A_CLIENT = { target: 'order', mapping: { who: 'clientId', what: 'serviceId' } };

for (const database of databases) {
  const { engine } = database;
  let site: Site;
  let api: OrgApi;

  test.before(async () => {
    site = await startSite(database);
    api = await OrgApi.open(site);
  });
  test.after.always(() => site?.stop());

  const form = (values: object) => ({ name: 'Contact', schema: CONTACT, ...values });
  const submit = (publicId: string, data: object): Promise<Answer> =>
    site.request(`/api/forms/${publicId}/submit`, { method: 'POST', body: { data } });

  test(`${engine}: a form that makes orders of new clients needs both scopes`, async (t) => {
    const orders = await api.with('forms:write', 'orders:write');
    const refused = await orders.send('POST', '/forms', form(TO_ORDER));
    t.is(refused.status, 403);
    t.deepEqual(refused.body.error.details, { scope: 'clients:write' });
    const { publicId } = await orders.make('/forms', form(TO_ORDER_OF_A_CLIENT));
    t.is((await orders.send('PUT', `/forms/${publicId}`, { mapping: TO_ORDER.mapping })).status, 403);
    const both = await api.with('forms:write', 'orders:write', 'clients:write');
    t.is((await both.send('POST', '/forms', form(TO_ORDER))).status, 201);
  });

  test(`${engine}: one new e-mail in two forms at once is one client`, async (t) => {
    const forms = [await api.make('/forms', form(TO_CLIENT)), await api.make('/forms', form(TO_CLIENT))];
    const mail = `both-${engine}@example.test`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => submit(forms[n % 2].publicId, { who: `Person ${n}`, mail })),
    );
    t.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    t.is((await api.get(`/clients?search=${mail}`)).length, 1);
  });

  test(`${engine}: what its target refuses is named as the form names it`, async (t) => {
    const mapping = { who: 'subject', what: 'message' };
    const { publicId } = await api.make('/forms', form({ target: 'ticket', mapping }));
    const refused = await submit(publicId, { who: 'Help', what: '<script>alert(1)</script>' });
    t.is(refused.status, 422);
    t.is(refused.body.error.field, 'what');
    t.like(refused.body.error.details, { length: 1, 0: { field: 'what' } });
    t.is((await api.get(`/forms/${publicId}/submissions`)).length, 0);
  });

  test(`${engine}: an e-mail that no mail could be sent to is refused`, async (t) => {
    const { publicId } = await api.make('/forms', form(TO_CLIENT));
    for (const mail of ['ada,bob@example.test', 'ada@example.', '<ada>@example.test', 'nobody']) {
      const refused = await submit(publicId, { who: 'Ada', mail });
      t.is(refused.status, 422, mail);
      t.like(refused.body.error.details, { length: 1, 0: { field: 'mail', rule: 'pattern' } });
    }
    const irish = `o'brien-${engine}@example.test`;
    t.is((await submit(publicId, { who: 'Brian', mail: irish })).status, 201);
  });

  test(`${engine}: names that objects have of themselves are kept as they were sent, but for one`, async (t) => {
    const { publicId } = await api.make('/forms', form({}));
    const data = { constructor: 'x', toString: 'y', hasOwnProperty: 1 };
    t.is((await submit(publicId, data)).status, 201);
    t.deepEqual((await api.get(`/forms/${publicId}/submissions`))[0].data, data);
    const body = '{"data":{"__proto__":{"admin":true}}}';
    const sent = await site.request(`/api/forms/${publicId}/submit`, { method: 'POST', body });
    t.is(sent.status, 400);
    t.is(sent.body.error.field, 'data.__proto__');
  });
}
