import test from 'ava';
import { settled } from '../contract/agreement.js';
import { Caller, type Served } from '../contract/caller.js';
import { parametersOf } from '../contract/documents.js';
import { samples } from '../contract/samples/index.js';
import type { Filling } from '../contract/samples/sample.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { type OddAddress, oddPaths, oddQueries } from './places.js';
import { Shapes } from './shapes.js';
import { turnsOf } from './turns.js';

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let caller: Caller;
  let shapes: Shapes;

  test.before(async () => {
    world = await World.start(database);
    await world.make.base();
    caller = await Caller.create(world);
    shapes = new Shapes(caller);
    for (const served of caller.operations) await caller.owner(served);
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: ids that are none find nothing and change nothing`, async (t) => {
    const faults: string[] = [];
    for (const served of turnsOf(engine, caller.operations)) {
      const filling = (await samples[served.template]?.(world.make)) ?? {};
      const before = await world.rows.counts();
      for (const odd of oddPaths(filling)) faults.push(...(await tried(served, filling, odd)));
      t.deepEqual(await world.rows.counts(), before, served.template);
    }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: parameters that break their rule are refused by name`, async (t) => {
    const faults: string[] = [];
    for (const served of turnsOf(engine, reads())) {
      const filling = (await samples[served.template]?.(world.make)) ?? {};
      const { document } = served.operation;
      const parameters = parametersOf(served.operation).map((parameter) => ({
        ...parameter,
        schema: settled({ schema: parameter.schema, document }),
      }));
      for (const odd of oddQueries(parameters, served.surface.strict))
        faults.push(...(await tried(served, filling, odd)));
    }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: page one billion is empty, with the right total`, async (t) => {
    for (const served of reads()) {
      const page = parametersOf(served.operation).find(({ name }) => name === 'page');
      const { document } = served.operation;
      const { maximum } = page ? settled({ schema: page.schema, document }) : {};
      if (maximum === undefined || Number(maximum) < 1e9) continue;
      const filling = (await samples[served.template]?.(world.make)) ?? {};
      const { answer } = await caller.call(served, {
        ...filling,
        query: { ...filling.query, page: '1000000000' },
      });
      const { data = answer.body } = answer.body as { data?: unknown };
      t.deepEqual({ status: answer.status, data }, { status: 200, data: [] }, served.template);
      t.regex(answer.headers.get('x-wp-total') ?? '0', /^\d+$/);
    }
  });

  function reads(): readonly Served[] {
    return caller.operations.filter(({ template }) => template.startsWith('GET '));
  }

  async function tried(served: Served, filling: Filling, { title, path = {}, query, refused }: OddAddress) {
    const [method, template] = served.template.split(' ') as [string, string];
    const place = template.replace(/\{([^}]+)\}/g, (_, name: string) =>
      path[name] !== undefined ? path[name] : encodeURIComponent(String(filling.params?.[name])),
    );
    const own = new URLSearchParams(filling.query).toString();
    const parts = [own, query].filter((part) => part);
    const answer = await world.send({
      method,
      path: parts.length > 0 ? `${place}?${parts.join('&')}` : place,
      body: filling.body,
      headers: filling.headers ?? (await caller.owner(served)),
    });
    if (!refused && answer.status < 300) return [];
    const name = query?.split(/[=[]/)[0];
    const isBroken = /broken text/.test(title);
    const isNamed = name !== undefined && !isBroken && refused;
    return shapes.refusal(served, answer, isNamed ? name : undefined).map((fault) => `${title}: ${fault}`);
  }
}
