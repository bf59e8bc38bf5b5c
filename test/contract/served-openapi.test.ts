import test from 'ava';
import { surfaces } from '../../src/http/surfaces/index.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { disagreements } from './agreement.js';
import { contracts, type Json, type Operation, operationsOf, slot } from './documents.js';
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
