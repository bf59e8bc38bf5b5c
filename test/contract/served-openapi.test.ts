import test from 'ava';
import { surfaces } from '../../src/http/surfaces/index.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { disagreements } from './agreement.js';
import { contracts, type Json, type Operation, operationsOf, parametersOf, slot } from './documents.js';
import { missing, missingOf } from './missing.js';

let site: Site;
/** What the site says that it serves, by method and path from the origin. */
let served: Map<string, Operation>;

// What is served does not depend on the database.
test.before(async () => {
  site = await startSite(databases[0] as (typeof databases)[number]);
  const documents = await Promise.all(
    surfaces.map(async ({ id, base }) => {
      const { body } = await site.request(`/openapi/${id}.json`);
      return operationsOf(body as Json, base);
    }),
  );
  served = new Map(documents.flat().map((operation) => [slot(operation), operation]));
});
test.after.always(() => site?.stop());

for (const { name, base, document } of contracts) {
  const operations = operationsOf(document, base);

  test(`${name}: what is missing is listed, and what is listed is missing`, (t) => {
    const absent = operations.filter((operation) => !served.has(slot(operation))).map((each) => each.name);
    t.deepEqual(absent.toSorted(), [...missingOf(name)].sort());
  });

  test(`${name}: served operations have every parameter, field, enum and status of the contract`, (t) => {
    const faults = operations.flatMap((operation) => {
      const own = served.get(slot(operation));
      return own ? disagreements(operation, own) : [];
    });
    t.deepEqual(faults, []);
  });
}

test('lists missing operations of known contracts only', (t) => {
  const known = new Set(contracts.map(({ name }) => name));
  t.deepEqual(
    Object.keys(missing).filter((name) => !known.has(name)),
    [],
  );
});

test('the document of the whole site holds what those of its surfaces hold', async (t) => {
  const { body } = await site.request('/openapi.json');
  const whole = operationsOf(body as Json, '').map(slot);
  t.deepEqual(whole.toSorted(), [...served.keys()].sort());
});

/** By surface and field: what may have decimals. All else that is a number is whole. */
const FRACTIONS = new Set([
  'quantity',
  'discount',
  'tax_rate',
  'taxRate',
  'token_price_per_thousand',
  'Percent',
  'QuantityNumber',
]);

test('numbers are whole but for quantities and rates, and whole ones are wide enough for their bounds', async (t) => {
  const { body } = await site.request('/openapi.json');
  const faults = Object.entries(numbersIn((body as { components: Json }).components, [])).flatMap(
    ([place, { type, format, maximum = Number.POSITIVE_INFINITY }]) => {
      const name = place.split('.').at(-1) ?? '';
      // Settings of plugins may be any number.
      if (place.includes('SettingsView.additional')) return [];
      if (type === 'number') return FRACTIONS.has(name) ? [] : [`${place} may have decimals`];
      return format === 'int32' && maximum > 2 ** 31 - 1 ? [`${place} is cut off at 32 bits`] : [];
    },
  );
  t.deepEqual(faults, []);
});

test('what a page is where nothing is said stands in the document', (t) => {
  const silent = [...served.values()].flatMap((operation) =>
    parametersOf(operation)
      .filter(({ name, in: place }) => place === 'query' && /^(page|limit|per_page)$/.test(name))
      .filter(({ schema }) => schema.default === undefined)
      .map(({ name }) => `${slot(operation)}?${name}`),
  );
  t.deepEqual(silent, []);
});

test('every operation has a title', async (t) => {
  const titles = [...served.values()].map(({ content }) => String(content.summary));
  t.deepEqual(
    titles.filter((title) => !/^[A-Z][a-z]*( [a-z0-9]+)+$/.test(title)),
    [],
  );
});

test('nothing is said beside a reference, where nobody reads it', async (t) => {
  const { body } = await site.request('/openapi.json');
  t.deepEqual(unread(body, []), []);
});

/** Places of references that something stands beside. */
function unread(value: unknown, place: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && Object.keys(value).length > 1 ? [place.join('.')] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => unread(inner, [...place, key]))];
}

interface NumberSchema {
  readonly type: 'integer' | 'number';
  readonly format?: string;
  readonly maximum?: number;
}

/** Every schema of a number, by its place. */
function numbersIn(value: unknown, place: readonly string[]): Record<string, NumberSchema> {
  if (typeof value !== 'object' || value === null) return {};
  const { type } = value as Json;
  if (type === 'number' || type === 'integer') return { [place.join('.')]: value as NumberSchema };
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => numbersIn(inner, [...place, key])));
}
