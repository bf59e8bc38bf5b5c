import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { Caller, type Served } from '../contract/caller.js';
import { bodyOf, type Json } from '../contract/documents.js';
import { readingOf } from '../contract/read-back/index.js';
import { samples } from '../contract/samples/index.js';
import type { Filling } from '../contract/samples/sample.js';
import type { Answer } from '../matrix/exchange.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';
import { type Mutation, mutationsOf } from './mutations.js';
import { Shapes } from './shapes.js';
import { someOf, turnsOf } from './turns.js';

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
    // Made now, so that no credential is made while rows are counted.
    for (const served of caller.operations) await caller.owner(served);
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: what breaks a field's rule is refused by name and leaves no trace`, async (t) => {
    const faults: string[] = [];
    for (const { served, filling, mutations } of await mutated(turnsOf(engine, caller.operations))) {
      const before = await world.rows.counts();
      for (const mutation of mutations.filter(({ refused }) => refused)) {
        const { answer } = await caller.call(served, { ...filling, body: mutation.body });
        faults.push(
          ...shapes.refusal(served, answer, mutation.field).map((fault) => `${mutation.title}: ${fault}`),
        );
      }
      const after = await world.rows.counts();
      if (!isDeepStrictEqual(after, before)) faults.push(`${served.template}: left a trace`);
    }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: what is hard to keep is refused, or kept exactly`, async (t) => {
    const faults: string[] = [];
    for (const [nth, { served, filling: first, mutations }] of (await mutated(caller.operations)).entries()) {
      if (isAlias(served)) continue;
      const kept = mutations.filter(({ refused }) => !refused);
      for (const mutation of someOf(kept, nth)) {
        // What is made can be made once, what is changed again and again.
        const filling = served.template.startsWith('POST ') ? await fillingOf(served) : first;
        const body = { ...filling.body, ...partOf(mutation) };
        const { answer } = await caller.call(served, { ...filling, body });
        const found = await keptOrRefused(served, { ...filling, body }, mutation, answer);
        faults.push(...found.map((fault) => `${mutation.title}: ${fault}`));
      }
    }
    t.deepEqual(faults, []);
  });

  async function mutated(operations: readonly Served[]) {
    const found = [];
    for (const served of operations) {
      const schema = bodyOf(served.operation);
      if (!schema) continue;
      const filling = await fillingOf(served);
      const placed = { schema, document: served.operation.document };
      const { strict } = served.surface;
      found.push({ served, filling, mutations: mutationsOf(filling.body ?? {}, placed, strict) });
    }
    return found;
  }

  /** WordPress takes `PUT` and `PATCH` of one row for the same. */
  function isAlias({ template, surface }: Served): boolean {
    const [method, path] = template.split(' ') as [string, string];
    return surface.lenient && method !== 'PUT' && caller.find(`PUT ${path}`) !== undefined;
  }

  async function fillingOf({ template }: Served): Promise<Filling> {
    return (await samples[template]?.(world.make)) ?? {};
  }

  async function keptOrRefused(served: Served, filling: Filling, mutation: Mutation, answer: Answer) {
    if (answer.status >= 300) return shapes.refusal(served, answer);
    const data = contentOf(answer.body);
    const kept = at(data, mutation.field);
    if (isMadeHarmless(served, mutation)) return isHarmless(kept) ? [] : [`answers ${show(kept)}`];
    const faults = kept === undefined || sameText(kept, mutation.value) ? [] : [`answers ${show(kept)}`];
    const { template, id, status: _, ...rest } = readingOf(served.template, { ...filling, data, answer });
    const reader = caller.find(template);
    if (!reader || id !== undefined) return faults;
    const read = at(contentOf((await caller.call(reader, rest)).answer.body), mutation.field);
    return read === undefined || sameText(read, mutation.value) ? faults : [...faults, `reads ${show(read)}`];
  }
}

/** Fields that hold HTML keep none that runs. */
const HTML_FIELDS: Readonly<Record<string, string>> = {
  '/messages': 'body',
  '/replies': 'message',
  '/tickets': 'message',
  '/tickets/{id}': 'message',
  '/tickets/{publicId}': 'message',
};

function isMadeHarmless({ template }: Served, { field, value }: Mutation): boolean {
  const isHtml = Object.entries(HTML_FIELDS).some(([end, name]) => template.endsWith(end) && name === field);
  return isHtml && String(value).includes('<script>');
}

function isHarmless(kept: unknown): boolean {
  return kept === 'Aurora ';
}

/** The outermost field of the mutation, whole. */
function partOf({ body, field }: Mutation): Json {
  const [name] = field.split('.') as [string];
  return { [name]: body[name] };
}

function contentOf(body: unknown): Json {
  const { data } = (body ?? {}) as Json;
  return (typeof data === 'object' && data !== null ? data : body) as Json;
}

function at(value: Json, field: string): unknown {
  return field.split('.').reduce<unknown>((inner, step) => (inner as Json | undefined)?.[step], value);
}

/** Blanks around a text may go, and pages of WordPress have their own way to write `<`. */
function sameText(kept: unknown, sent: unknown): boolean {
  if (typeof kept !== 'string' || typeof sent !== 'string') return kept === sent;
  return kept === sent || kept === sent.trim() || unescaped(kept) === sent;
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#039;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 100) ?? 'nothing';
}
