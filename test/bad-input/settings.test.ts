import test from 'ava';
import type { Json } from '../contract/documents.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { HARD_TEXTS } from './value-faults.js';

const SETTINGS = '/api/v1/org-settings';

/** Names that no setting has: 422, as clients of this API know it. */
const UNKNOWN = ['noSuchSetting', 'constructor', 'toString', 'orgId'];

/** Values that no setting of an organisation may have. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  name: ['', '  ', 'a'.repeat(201), 5, null, {}, []],
  currency: ['', 'EURO', 'eur', 'XXA', 5, null],
  timezone: ['', 'Mars/Olympus', 'a'.repeat(70), 5, null],
  locale: ['', 'no locale', 'x'.repeat(40), 5, null],
  logoUrl: [
    'not a url',
    'javascript:alert(1)',
    'file:///etc/passwd',
    5,
    `https://a.test/${'a'.repeat(2000)}`,
  ],
  address: ['text', 5, [], { line1: 5 }, { line1: 'a'.repeat(201) }, { planet: 'Mars' }],
  contactEmail: [
    '',
    'nobody',
    'a@b',
    5,
    {},
    'a b@c.test',
    'x@y.test\r\nBcc: z@y.test',
    `${'a'.repeat(200)}@y.test`,
  ],
  taxId: [5, {}, 'a'.repeat(101)],
  invoicePrefix: [5, null, 'a'.repeat(21)],
  invoiceTerms: [5, {}, 'a'.repeat(5001)],
  taxRate: ['20', -1, 101, null, {}, 1e308],
  ...Object.fromEntries(UNKNOWN.map((name) => [name, [1]])),
};

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let headers: Readonly<Record<string, string>>;

  test.before(async () => {
    world = await World.start(database);
    headers = await world.key('org', world.aurora, ['*']);
  });
  test.after.always(() => world?.stop());

  const put = (body: Json) => world.send({ method: 'put', path: SETTINGS, body, headers });
  const settings = async () =>
    ((await world.send({ method: 'get', path: SETTINGS, headers })).body as { data: Json }).data;

  test.serial(`${engine}: settings that cannot be are refused by name, and none is changed`, async (t) => {
    const before = await settings();
    const counts = await world.rows.counts();
    for (const [name, values] of Object.entries(WRONG))
      for (const value of values) {
        const { status, text } = await put({ invoicePrefix: 'CHANGED', [name]: value });
        const said = `${name}: ${JSON.stringify(value)?.slice(0, 50)} ${status} ${text.slice(0, 200)}`;
        t.true(status === 422 || (status === 400 && !UNKNOWN.includes(name)), said);
        t.true(text.includes(name), text.slice(0, 200));
      }
    const { status, body } = await put({ currency: 'XXA', timezone: 'Mars/Olympus', noSuchSetting: 1 });
    const { details } = (body as { error: { details: { field: string }[] } }).error;
    t.is(status, 422);
    t.deepEqual(details.map(({ field }) => field).sort(), ['currency', 'noSuchSetting', 'timezone']);
    t.deepEqual(await settings(), before);
    t.deepEqual(await world.rows.counts(), counts);
  });

  test.serial(`${engine}: hard texts are refused or kept exactly`, async (t) => {
    for (const { title, value } of HARD_TEXTS) {
      const { status } = await put({ name: value, invoiceTerms: value, address: { line1: value } });
      if (status === 200) {
        const { name, invoiceTerms, address } = await settings();
        const kept = { name, invoiceTerms, line1: (address as Json).line1 };
        t.deepEqual(kept, { name: value, invoiceTerms: value, line1: value }, title);
      } else t.true(status >= 400 && status < 500, title);
    }
  });
}
