import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { clientBody } from '../contract/samples/agency-bodies.js';
import { exchange, type Headers } from '../matrix/exchange.js';
import { Rows } from '../matrix/rows.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { ADMIN, SiteProcess } from './site-process.js';

const CLIENTS = '/wp-json/agency-os-ai/v1/clients';
const ROUNDS = 2 * Number(process.env.TEST_EFFORT ?? 1);
const WRITERS = 6;

for (const database of databases) {
  const { engine } = database;
  let place: OpenedDatabase;

  test.before(async () => {
    place = await database.open();
  });
  test.after.always(() => place?.drop());

  test.serial(
    `${engine}: kill -9 under writes loses nothing that was acknowledged, and the next start works`,
    async (t) => {
      const acknowledged: number[] = [];
      let headers: Headers | undefined;
      for (let round = 0; round < ROUNDS; round += 1) {
        const site = await SiteProcess.start(place);
        // Sessions outlive the process as well.
        headers ??= await browserHeaders(site.url, { ...ADMIN, email: '' });
        await allThere(site, headers, acknowledged);
        await writeUntilKilled(site, headers, acknowledged);
        await whole(t, place);
      }
      const site = await SiteProcess.start(place);
      await allThere(site, headers as Headers, acknowledged);
      t.true(acknowledged.length >= ROUNDS);
      t.deepEqual(await site.end('SIGTERM'), { code: 0, signal: null }, site.said);
    },
  );

  test.serial(
    `${engine}: kill -9 in the middle of the first start leaves what the next one can finish`,
    async (t) => {
      const fresh = await database.open();
      try {
        for (let round = 0; round < ROUNDS; round += 1) {
          const starting = await SiteProcess.launch(fresh);
          await sleep(300 + Math.random() * 1200);
          await starting.end('SIGKILL');
        }
        const site = await SiteProcess.start(fresh);
        const headers = await browserHeaders(site.url, { ...ADMIN, email: '' });
        await allThere(site, headers, []);
        const created = await exchange(site.url, {
          method: 'post',
          path: CLIENTS,
          body: clientBody(),
          headers,
        });
        t.is(created.status, 201, created.text);
        await whole(t, fresh);
        t.deepEqual(await site.end('SIGTERM'), { code: 0, signal: null }, site.said);
      } finally {
        await fresh.drop();
      }
    },
  );

  /** Several programs create clients; after a random number of answers the process is gone. */
  async function writeUntilKilled(
    site: SiteProcess,
    headers: Headers,
    acknowledged: number[],
  ): Promise<void> {
    const stopAfter = 1 + Math.floor(Math.random() * 80);
    let answers = 0;
    let killed: Promise<unknown> | undefined;
    const writer = async () => {
      while (!killed) {
        const call = { method: 'post', path: CLIENTS, body: clientBody(), headers };
        const answer = await exchange(site.url, call).catch(() => undefined);
        if (answer?.status === 201) acknowledged.push((answer.body as { data: { id: number } }).data.id);
        else if (answer && !killed) throw new Error(`${answer.status} ${answer.text}`);
        answers += 1;
        if (answers >= stopAfter) killed ??= site.end('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    await killed;
  }

  async function allThere(site: SiteProcess, headers: Headers, ids: readonly number[]): Promise<void> {
    const found = new Set<number>();
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const path = `${CLIENTS}?per_page=100&page=${page}`;
      const answer = await exchange(site.url, { method: 'get', path, headers });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      pages = Number(answer.headers.get('x-wp-totalpages'));
      for (const { id } of (answer.body as { data: { id: number }[] }).data) found.add(id);
      const total = Number(answer.headers.get('x-wp-total'));
      if (page === pages && total !== found.size) throw new Error(`total ${total}, found ${found.size}`);
    }
    const lost = ids.filter((id) => !found.has(id));
    if (lost.length > 0) throw new Error(`lost: ${lost}`);
  }
}

/** A client is a customer as well, has its words, and was written down. */
async function whole(
  t: { deepEqual(actual: unknown, expected: unknown): void },
  place: OpenedDatabase,
): Promise<void> {
  const rows = await Rows.open(place);
  try {
    const [counts] = await rows.all(`select
      (select count(*) from agency_clients) as clients,
      (select count(*) from billing_customers) as customers,
      (select count(distinct id) from agency_clients_terms) as found,
      (select count(*) from kp_audit_log where entity_type = 'client') as noted`);
    const { clients, customers, found, noted } = counts as Record<string, unknown>;
    t.deepEqual([customers, found, noted].map(Number), Array(3).fill(Number(clients)));
  } finally {
    await rows.close();
  }
}
