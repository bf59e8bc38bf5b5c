import { randomUUID } from 'node:crypto';
import test from 'ava';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { Caller } from './caller.js';
import { samples } from './samples/index.js';

const KEYED: ReadonlySet<string> = new Set(['hosting', 'assistants', 'ops', 'org']);

for (const database of databases) {
  test(`${database.engine}: every write of these surfaces is done once under one key, and answered twice alike`, async (t) => {
    const world = await World.start(database);
    t.teardown(() => world.stop());
    const caller = await Caller.create(world);
    const writes = caller.operations.filter(
      ({ surface, scopes, template }) =>
        KEYED.has(surface.id) && scopes !== null && !template.startsWith('GET '),
    );
    t.true(writes.length >= 4);
    const faults: string[] = [];
    for (const served of writes) {
      const filling = (await samples[served.template]?.(world.make)) ?? {};
      const headers = {
        ...(filling.headers ?? (await caller.owner(served))),
        'idempotency-key': randomUUID(),
      };
      const first = await caller.call(served, { ...filling, headers });
      await world.settled();
      const before = await world.rows.counts();
      // Whoever signed out cannot ask again.
      if (served.template === 'POST /api/auth/logout') continue;
      const again = await caller.call(served, { ...filling, headers });
      faults.push(...first.faults, ...again.faults);
      if (again.answer.headers.get('idempotent-replayed') !== 'true')
        faults.push(`${served.template} is no replay`);
      if (again.answer.status !== first.answer.status || again.answer.text !== first.answer.text)
        faults.push(`${served.template}: ${first.answer.text} and then ${again.answer.text}`);
      t.deepEqual(await world.rows.counts(), before, served.template);
    }
    t.deepEqual(faults, []);
  });
}
