import test from 'ava';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { settled } from './agreement.js';
import { Caller, type Served } from './caller.js';
import { bodyOf, type Json, parametersOf } from './documents.js';
import { valuesOf } from './enums.js';
import { filters, WINDOW } from './filters/index.js';
import { neverFilled } from './missing.js';
import { differences } from './read-back/differences.js';
import { readingOf } from './read-back/index.js';
import { samplesByValue } from './samples/by-value.js';
import { samples } from './samples/index.js';
import type { Filling } from './samples/sample.js';

for (const database of databases) {
  let world: World;
  let caller: Caller;

  const { engine } = database;
  const fillingOf = async ({ template }: Served): Promise<Filling> => samples[template]?.(world.make) ?? {};

  test.before(async () => {
    world = await World.start(database);
    await world.make.base();
    caller = await Caller.create(world);
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: every operation has a valid call among the samples, and no other has`, (t) => {
    const served = new Set(caller.operations.map(({ template }) => template));
    const known = new Set(Object.keys(samples));
    t.deepEqual(
      {
        unknown: [...served].filter((template) => !known.has(template)),
        gone: [...known].filter((template) => !served.has(template)),
      },
      { unknown: [], gone: [] },
    );
  });

  test.serial(
    `${engine}: every operation answers as documented, and every write shows elsewhere`,
    async (t) => {
      const faults: string[] = [];
      for (const served of caller.operations) faults.push(...(await called(served)));
      t.deepEqual(faults, []);
    },
  );

  test.serial(`${engine}: every filter leaves something out`, async (t) => {
    const faults: string[] = [];
    for (const served of caller.operations.filter(({ template }) => template.startsWith('GET ')))
      for (const { name, in: place } of parametersOf(served.operation))
        if (place === 'query' && !WINDOW.has(name)) faults.push(...(await filtered(served, name)));
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: every value of every list of values is taken`, async (t) => {
    const faults: string[] = [];
    for (const served of caller.operations) faults.push(...(await enumerated(served)));
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: every field of every answer has been seen filled, but for those listed`, (t) => {
    t.deepEqual(caller.coverage.empty, [...neverFilled].sort());
  });

  /** One valid call, and what it wrote seen through another operation. */
  async function called(served: Served): Promise<string[]> {
    const filling = await fillingOf(served);
    const { answer, faults } = await caller.call(served, filling);
    if (answer.status >= 300) return [`${served.template}: ${answer.status} ${answer.text.slice(0, 300)}`];
    if (served.template.startsWith('GET ')) return faults;
    const data = contentOf(answer.body);
    const { template, id, status = 200, ...rest } = readingOf(served.template, { ...filling, data, answer });
    const reader = caller.find(template);
    if (!reader) return [...faults, `${served.template}: ${template} is not there to read it back`];
    const read = await caller.call(reader, rest);
    faults.push(...read.faults);
    if (read.answer.status !== status)
      return [...faults, `${served.template}: read back with ${read.answer.status}: ${read.answer.text}`];
    if (status !== 200) return faults;
    const found = id === undefined ? contentOf(read.answer.body) : itemOf(read.answer.body, id);
    const wrong = [...differences(data, found), ...differences(filling.body ?? {}, found)];
    return [...faults, ...wrong.map((fault) => `${served.template}: ${fault}`)];
  }

  async function filtered(served: Served, name: string): Promise<string[]> {
    const where = `${served.template}?${name}`;
    const filter = filters[served.template]?.[name];
    if (!filter) return [`${where}: nothing is known that it leaves out`];
    const { value, keeps, drops, params, query } = await filter(world.make);
    const size = parametersOf(served.operation).find(({ name }) => name === 'per_page' || name === 'limit');
    const wide: Record<string, string> = size ? { [size.name]: '100' } : {};
    const { answer, faults } = await caller.call(served, {
      params,
      query: { ...wide, ...query, [name]: value },
    });
    const ids = (contentOf(answer.body) as unknown as Json[]).map(
      ({ id, publicId, plugin }) => id ?? publicId ?? plugin,
    );
    if (!ids.includes(keeps)) faults.push(`${where}=${value}: leaves out ${keeps}, which it should keep`);
    if (ids.includes(drops)) faults.push(`${where}=${value}: keeps ${drops}`);
    return faults;
  }

  async function enumerated(served: Served): Promise<string[]> {
    const faults: string[] = [];
    for (const { name, in: place, schema } of parametersOf(served.operation)) {
      const own = settled({ schema, document: served.operation.document });
      for (const value of (own.enum ?? (own.items as Json | undefined)?.enum ?? []) as unknown[])
        if (place === 'query') faults.push(...(await taken(served, { query: { [name]: String(value) } })));
    }
    const schema = bodyOf(served.operation);
    if (!schema) return faults;
    for (const body of valuesOf({ schema, document: served.operation.document }))
      faults.push(...(await taken(served, { body })));
    return faults;
  }

  async function taken(served: Served, { query, body }: Filling): Promise<string[]> {
    const before = body && (await samplesByValue[served.template]?.(world.make, body));
    const filling = before ?? (await fillingOf(served));
    const { answer, faults } = await caller.call(served, {
      ...filling,
      query: { ...filling.query, ...query },
      ...(body ? { body: { ...filling.body, ...body } } : {}),
    });
    if (answer.status < 300) return faults;
    return [
      `${served.template} ${JSON.stringify(query ?? body)}: ${answer.status} ${answer.text.slice(0, 300)}`,
    ];
  }
}

/** In the envelope, where the surface has one. */
function contentOf(body: unknown): Json {
  const { data, meta, success } = (body ?? {}) as Json;
  return (
    data !== undefined &&
    (meta !== undefined || success !== undefined || Object.keys(body as Json).length === 1)
      ? data
      : (body ?? {})
  ) as Json;
}

function itemOf(body: unknown, id: number | string): Json {
  const items = contentOf(body) as unknown as Json[];
  return items.find((item) => item.id === id || item.publicId === id) ?? {};
}
