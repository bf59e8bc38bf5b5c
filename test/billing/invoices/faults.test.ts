import test, { type ExecutionContext } from 'ava';
import type { Invoice } from '../../../plugins/billing/contract.js';
import { TcpProxy, targetOf } from '../../faults/tcp-proxy.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { eventually } from '../../support/redis.js';
import { type Answer, startSite } from '../../support/site.js';
import { BillingDoor } from '../billing-sites.js';

const INVOICES = 40;

const [sqlite, mysql] = ['sqlite', 'mysql'].map((engine) =>
  databases.filter((each) => each.engine === engine),
);

interface Asked {
  readonly draft: Invoice;
  readonly answer: Answer;
}

/** Half of them are made final, half are sent, all at once. */
function finalizeAll(
  door: BillingDoor,
  drafts: readonly Invoice[],
  answered: () => void = () => undefined,
): Promise<Asked[]> {
  return Promise.all(
    drafts.map(async (draft, at) => {
      const path = `/invoices/${draft.publicId}`;
      const answer = await (at % 2 === 0
        ? door.send('PUT', path, { body: { status: 'open' } })
        : door.send('POST', `${path}/send`, { body: {} }));
      answered();
      return { draft, answer };
    }),
  );
}

async function draftsOf(door: BillingDoor): Promise<Invoice[]> {
  const { id: customerId } = await door.customer({ email: 'ada@client.test' });
  const lines = Array.from({ length: 10 }, (_, at) => ({
    description: `Work ${at} ${'x'.repeat(80)}`,
    unitPrice: 100,
  }));
  const drafts: Invoice[] = [];
  for (let made = 0; made < INVOICES; made += 1) drafts.push(await door.draft({ customerId, lines }));
  return drafts;
}

/** Every yes is kept, every number is there once, and whoever was refused asks again and is served. */
async function nothingLost(t: ExecutionContext, door: BillingDoor, asked: readonly Asked[]): Promise<void> {
  const refused = asked.filter(({ answer }) => answer.status !== 200);
  t.deepEqual(new Set(refused.map(({ answer }) => answer.status)), new Set([503]));
  t.true(
    refused.length > 0 && refused.length < asked.length,
    `${refused.length} of ${asked.length} were refused`,
  );
  for (const { draft, answer } of asked) {
    if (answer.status !== 200) continue;
    const kept = await door.read(`/invoices/${draft.publicId}`);
    t.is(kept.status, 'open');
    t.is(kept.number, answer.body.data.number);
  }
  await numbered(t, door);
  for (const { draft } of refused) {
    const again = await door.send('POST', `/invoices/${draft.publicId}/send`, { body: {} });
    t.is(again.status, 200, JSON.stringify(again.body));
  }
  t.is(await numbered(t, door), asked.length);
}

/** As many numbers as final invoices, as the series says and as were written down; each mail with its invoice. */
async function numbered(t: ExecutionContext, { site }: BillingDoor): Promise<number> {
  const [row] = await site.host.db.raw<Record<string, number>>(`select
    (select last from billing_series where kind = 'invoice') as last,
    (select count(distinct number) from billing_invoices) as numbers,
    (select count(*) from billing_invoices where status = 'open' and customer is not null) as whole,
    (select count(*) from kp_audit_log where action = 'invoice.finalized') as noted`);
  const [mails] = await site.host.db.raw<Record<string, number>>(`select
    (select count(*) from billing_invoice_mails) as noted,
    (select count(*) from kp_mails where template = 'billing.invoice') as mails,
    (select count(*) from kp_audit_log where action = 'invoice.sent') as audited`);
  for (const counts of [row, mails]) t.is(new Set(Object.values(counts ?? {}).map(Number)).size, 1);
  return Number(row?.last);
}

for (const database of sqlite ?? [])
  test('sqlite: a disk that is full refuses, loses nothing that was acknowledged, and is served again', async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const door = await BillingDoor.open(site);
    const drafts = await draftsOf(door);
    const { knex } = site.host.db;
    const [{ page_count: pages }] = (await knex.raw('pragma page_count')) as [{ page_count: number }];
    await knex.raw(`pragma max_page_count = ${pages + 4}`);
    const asked = await finalizeAll(door, drafts);
    t.is((await door.send('GET', '/invoices')).status, 200, 'what is there can be read');
    await knex.raw('pragma max_page_count = 1073741823');
    await nothingLost(t, door, asked);
  });

for (const database of mysql ?? [])
  test('mysql: a database that goes away loses nothing that was acknowledged, and is asked again', async (t) => {
    let proxy: TcpProxy | undefined;
    const behindProxy: TestDatabase = {
      engine: database.engine,
      async open() {
        const opened = await database.open();
        const direct = opened.url as string;
        proxy = new TcpProxy(targetOf(direct));
        return { ...opened, url: await proxy.through(direct) };
      },
    };
    const site = await startSite(behindProxy);
    t.teardown(async () => {
      await site.stop();
      await proxy?.cut();
    });
    const door = await BillingDoor.open(site);
    const drafts = await draftsOf(door);
    let answered = 0;
    let cut: Promise<void> | undefined;
    const asked = await finalizeAll(door, drafts, () => {
      answered += 1;
      if (answered === INVOICES / 4) cut = proxy?.cut();
    });
    await cut;
    await proxy?.join();
    await eventually(async () => (await site.request('/api/ready')).status === 200);
    await nothingLost(t, door, asked);
  });
