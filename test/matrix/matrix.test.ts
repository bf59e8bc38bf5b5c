import test from 'ava';
import { Caller, type Served } from '../contract/caller.js';
import { samples } from '../contract/samples/index.js';
import type { Filling } from '../contract/samples/sample.js';
import { databases } from '../support/databases.js';
import { beyondBuying, wares } from './buying.js';
import type { Answer, Headers } from './exchange.js';
import { openToAll, publicOperations, purchases } from './open-operations.js';
import type { Contents } from './rows.js';
import { templateOf, World } from './world.js';

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let caller: Caller;
  /** Operations that need a credential, each with a call that would succeed for Aurora's administrator. */
  let closed: readonly { readonly served: Served; readonly filling: Filling }[];

  test.before(async () => {
    world = await World.start(database);
    await world.make.base();
    caller = await Caller.create(world);
    const found = [];
    for (const served of caller.operations.filter(({ scopes }) => scopes !== null))
      found.push({ served, filling: (await samples[served.template]?.(world.make)) ?? {} });
    closed = found;
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: every operation is in the matrix or among the public ones`, (t) => {
    const open = world.operations.filter(({ scopes }) => scopes === null).map(templateOf);
    t.deepEqual(open.toSorted(), publicOperations.toSorted());
    t.deepEqual(
      world.operations.map(templateOf).filter((template) => !samples[template]),
      [],
    );
  });

  test.serial(
    `${engine}: without a credential, or with a broken one, every operation answers 401`,
    async (t) => {
      const broken: Headers[] = [
        {},
        { authorization: 'Bearer sk_live_nothing' },
        { authorization: 'Basic YWRtaW46bm90aGluZw==' },
        { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' },
        { 'x-api-key': 'kp_ops_nothing' },
        { 'x-wp-nonce': '0123456789' },
      ];
      const faults: string[] = [];
      for (const { served, filling } of closed)
        for (const headers of broken) {
          const { answer } = await caller.call(served, { ...filling, headers });
          const isNonce = 'x-wp-nonce' in headers && answer.status === 403;
          if (answer.status !== 401 && !isNonce)
            faults.push(`${JSON.stringify(headers)} ${said(served, answer)}`);
        }
      t.deepEqual(faults, []);
    },
  );

  test.serial(`${engine}: a credential with every scope but the needed one answers 403`, async (t) => {
    const declared = world.site.host.auth.scopes.list().map(({ name, level }) => ({ name, level }));
    const faults: string[] = [];
    for (const { served, filling } of closed)
      for (const missing of served.scopes ?? []) {
        const isKey = !served.surface.credentials.includes('application-password');
        const others = declared
          .filter(({ name, level }) => name !== missing && !(isKey && level === 'site'))
          .map(({ name }) => name);
        const headers = await world.program(served.surface.id, world.aurora, others);
        const { answer } = await caller.call(served, { ...filling, headers });
        if (answer.status !== 403) faults.push(`${missing}: ${said(served, answer)}`);
      }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: a credential without any scope sees who it is and nothing else`, async (t) => {
    const faults: string[] = [];
    for (const { served, filling } of closed) {
      const headers = await world.program(served.surface.id, world.aurora, []);
      const { answer } = await caller.call(served, { ...filling, headers });
      const expected = openToAll.includes(served.template) ? 200 : 403;
      if (answer.status !== expected) faults.push(said(served, answer));
    }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: kinds of credential that a surface does not list answer 401`, async (t) => {
    const credentials = await world.credentials(world.aurora);
    const faults: string[] = [];
    for (const { served, filling } of closed)
      for (const { kind, surface, name, headers } of credentials) {
        const isListed = served.surface.credentials.includes(kind);
        if (isListed && (surface === undefined || surface === served.surface.id)) continue;
        const { answer } = await caller.call(served, { ...filling, headers });
        if (answer.status !== 401) faults.push(`${name}: ${said(served, answer)}`);
      }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: an administrator of another organisation changes and sees nothing`, async (t) => {
    const { borealis, rows } = world;
    await world.settled();
    const before = await rows.contentBeside(borealis);
    const faults: string[] = [];
    // Reading first: what they make themselves from these samples has the word in it, too.
    const reading = ({ served }: { served: Served }) => served.template.startsWith('GET ');
    const call = async ({ served, filling }: (typeof closed)[number]) => {
      const headers = await caller.owner(served, borealis);
      const { answer } = await caller.call(served, { ...filling, headers });
      faults.push(...trespass(served, filling, answer));
    };
    const isPurchase = ({ served }: { served: Served }) => purchases.includes(served.template);
    for (const one of [...closed].sort((a, b) => Number(reading(b)) - Number(reading(a))))
      if (!isPurchase(one)) await call(one);
    t.deepEqual(await rows.contentBeside(borealis), before);
    t.deepEqual(faults, []);
  });

  test.serial(
    `${engine}: whoever buys from another organisation leaves there and sees its own buying`,
    async (t) => {
      const { borealis, rows } = world;
      await world.settled();
      const before = await rows.rowsBeside(borealis);
      const forSale = await wares(rows);
      const faults: string[] = [];
      for (const { served, filling } of closed.filter(({ served }) => purchases.includes(served.template))) {
        const { answer } = await caller.call(served, {
          ...filling,
          headers: await caller.owner(served, borealis),
        });
        if (![200, 201, 204, 404, 409, 422].includes(answer.status)) faults.push(said(served, answer));
        if (shown(answer, before, forSale)) faults.push(`shows what is Aurora's: ${said(served, answer)}`);
      }
      await world.settled();
      t.deepEqual(faults, []);
      t.deepEqual(beyondBuying(before, await rows.rowsBeside(borealis), borealis.orgId), []);
    },
  );

  test.serial(`${engine}: naming another organisation answers 403`, async (t) => {
    const faults: string[] = [];
    for (const { served, filling } of closed.filter(({ served }) => takesPeople(served))) {
      const own = await caller.owner(served, world.borealis);
      const headers = { ...own, 'x-koapress-organization': String(world.aurora.orgId) };
      const { answer } = await caller.call(served, { ...filling, headers });
      if (answer.status !== 403) faults.push(said(served, answer));
    }
    t.deepEqual(faults, []);
  });

  /** What is wrong when somebody from elsewhere gets this answer. */
  function trespass(served: Served, { params, query, body }: Filling, answer: Answer): string[] {
    const { template, scopes } = served;
    const level = (scope: string) => world.site.host.auth.scopes.level(scope);
    if (scopes?.some((scope) => level(scope) === 'site'))
      return answer.status === 403 ? [] : [`of the site: ${said(served, answer)}`];
    // Only what they sent themselves may come back with that word.
    if (!body && answer.text.includes('Aurora')) return [`shows what is Aurora's: ${said(served, answer)}`];
    const namesRow = Object.values(params ?? {}).some((value) => value !== 'me');
    if (namesRow && ![403, 404].includes(answer.status)) return [`reaches a row: ${said(served, answer)}`];
    const refers = Object.entries(body ?? {}).some(
      ([name, value]) => name.endsWith('_id') && typeof value === 'number',
    );
    if (refers && answer.status < 400) return [`refers to a row: ${said(served, answer)}`];
    const isOwn = [200, 201, 402, 403, 404, 422].includes(answer.status) && !template.startsWith('DELETE');
    return isOwn || namesRow || query ? [] : [said(served, answer)];
  }
}

/** Whether it holds a word of Aurora's beside names of what it sells, or the public id of a row that it does not. */
function shown({ text }: Answer, rows: Contents, forSale: readonly string[]): boolean {
  const rest = forSale.reduce((left, name) => left.replaceAll(JSON.stringify(name), ''), text);
  const sold = ['billing_packages', 'billing_plans'];
  const secret = Object.entries(rows).filter(([table]) => !sold.includes(table));
  const ids = secret.flatMap(([, found]) => [...found.values()].map(({ public_id }) => public_id));
  return /aurora/i.test(rest) || ids.some((id) => typeof id === 'string' && text.includes(id));
}

/** Keys act in their own organisation, whatever is named. */
function takesPeople({ surface }: Served): boolean {
  return surface.credentials.includes('application-password');
}

function said({ template }: Served, { status, text }: Answer): string {
  return `${template} answered ${status} ${text.slice(0, 200)}`;
}
