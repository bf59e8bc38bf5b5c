import test from 'ava';
import fc from 'fast-check';
import { Caller, type Served } from '../contract/caller.js';
import { bodyOf, type Json, parametersOf } from '../contract/documents.js';
import { samples } from '../contract/samples/index.js';
import type { Filling } from '../contract/samples/sample.js';
import { filled } from '../matrix/exchange.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { Shapes } from './shapes.js';

/** Calls of each operation: a few, and many more where there is time. */
const EFFORT = Number(process.env.TEST_EFFORT ?? 1);
const RUNS = EFFORT > 1 ? 8 * EFFORT : 3;

/** Texts, numbers and trees that programs and attackers send. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(null, '', ' ', -0, 1e21, 2 ** 63, '2026-02-30', '\u0000', '\ud800', '__proto__', [], {}),
);

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
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: whatever stands in a body, the answer is documented and never 5xx`, async (t) => {
    for (const served of caller.operations.filter(({ operation }) => bodyOf(operation))) {
      let filling = await fillingOf(served);
      const names = [...Object.keys(filling.body ?? {}), 'id', 'no_such_field', 'constructor'];
      const changes = fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 3 });
      await fc.assert(
        fc.asyncProperty(changes, async (change) => {
          const isTaken = await sound(served, { ...filling, body: { ...filling.body, ...change } });
          // What was refused can be tried again, what was taken may be gone.
          if (isTaken) filling = await fillingOf(served);
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: 60_000, endOnFailure: true },
      );
    }
    t.pass();
  });

  test.serial(
    `${engine}: whatever stands in an address, the answer is documented and never 5xx`,
    async (t) => {
      for (const served of caller.operations.filter(({ template }) => template.startsWith('GET '))) {
        const filling = await fillingOf(served);
        const names = parametersOf(served.operation)
          .filter((each) => each.in === 'query')
          .map(({ name }) => name);
        const text = fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 50 }),
          fc.integer().map(String),
          fc.constantFrom('', '0', 'true', '2026-02-30'),
        );
        const query = fc.dictionary(fc.constantFrom(...names, 'no_such_parameter', '_fields'), text, {
          maxKeys: 3,
        });
        await fc.assert(
          fc.asyncProperty(query, async (odd) => {
            await sound(served, { ...filling, query: { ...odd } });
          }),
          { numRuns: RUNS, interruptAfterTimeLimit: 60_000, endOnFailure: true },
        );
      }
      t.pass();
    },
  );

  async function fillingOf({ template }: Served): Promise<Filling> {
    return (await samples[template]?.(world.make)) ?? {};
  }

  /** True for a success. Throws when a refusal is not as documented. */
  async function sound(served: Served, filling: Filling): Promise<boolean> {
    const [method, template] = served.template.split(' ') as [string, string];
    const headers = filling.headers ?? (await caller.owner(served));
    const { query, body, params } = filling;
    const answer = await world.send({
      method,
      path: filled(template, params),
      query,
      body: body as Json,
      headers,
    });
    if (answer.status < 300) return true;
    const faults = shapes.refusal(served, answer);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return false;
  }
}
