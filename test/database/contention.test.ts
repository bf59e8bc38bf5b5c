import { once } from 'node:events';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { isProblem } from '../../src/http/problem.js';
import { databases } from '../support/databases.js';
import { ANN, connect, NOTES, note, openNotes, openNotesAt, PLACES } from './notes.js';

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  test('two transactions that wait for each other both succeed: the loser is repeated', async (t) => {
    const db = await openNotes(t, database);
    await db.site(PLACES).insert({ code: 'a', name: '' });
    await db.site(PLACES).insert({ code: 'b', name: '' });
    let runs = 0;
    let waiting = 0;
    let meet = () => {};
    const bothHoldOne = new Promise<void>((resolve) => (meet = resolve));
    const flow = (first: string, second: string) =>
      db.transaction(async () => {
        runs++;
        await db
          .site(PLACES)
          .where({ code: first })
          .update({ name: first + second });
        if (++waiting === 2) meet();
        await bothHoldOne;
        await db
          .site(PLACES)
          .where({ code: second })
          .update({ name: first + second });
      });
    await Promise.all([flow('a', 'b'), flow('b', 'a')]);
    t.is(runs, 3);
    const names = (await db.site(PLACES).all()).map(({ name }) => name);
    t.is(names[0], names[1]);
  });

  test('a swallowed deadlock still repeats the whole transaction', async (t) => {
    const db = await openNotes(t, database);
    await db.site(PLACES).insert({ code: 'a', name: '' });
    await db.site(PLACES).insert({ code: 'b', name: '' });
    let waiting = 0;
    let meet = () => {};
    const bothHoldOne = new Promise<void>((resolve) => (meet = resolve));
    const flow = (name: string, first: string, second: string) =>
      db.transaction(async () => {
        await db.site(PLACES).insert({ code: name, name });
        await db.site(PLACES).where({ code: first }).update({ name });
        if (++waiting === 2) meet();
        await bothHoldOne;
        await db
          .site(PLACES)
          .where({ code: second })
          .update({ name })
          .catch(() => 0);
      });
    await Promise.all([flow('one', 'a', 'b'), flow('two', 'b', 'a')]);
    t.is(await db.site(PLACES).whereIn('code', ['one', 'two']).count(), 2);
    const [a, b] = await db.site(PLACES).whereIn('code', ['a', 'b']).all();
    t.is(a?.name, b?.name);
  });

  test('a killed connection makes its transaction unavailable, and the next one works', async (t) => {
    const { db, place } = await openNotesAt(t, database);
    const killer = await connect(place);
    t.teardown(() => killer.close());
    const error = await t.throwsAsync(
      db.transaction(async () => {
        await db.of(NOTES, ANN).insert(note());
        const [own] = await db.raw<{ id: number }>('select connection_id() as id');
        await killer.raw(`kill ${Number(own?.id)}`);
        await sleep(20);
        await db.of(NOTES, ANN).insert(note());
      }),
    );
    t.true(isProblem(error) && error.code === 'unavailable');
    t.is(await db.of(NOTES, ANN).count(), 0);
    await db.of(NOTES, ANN).insert(note());
    t.is(await db.of(NOTES, ANN).count(), 1);
  });

  test('a server that goes away and comes back is unavailable meanwhile', async (t) => {
    const place = await database.open();
    const link = await breakableLink(new URL(place.url as string));
    const url = new URL(place.url as string);
    url.host = `127.0.0.1:${link.port}`;
    const db = await connect({ ...place, url: url.href });
    t.teardown(async () => {
      await db.close();
      await link.close();
      await place.drop();
    });
    await db.migrateHost();
    await db.ping();
    link.cut();
    for (const attempt of [
      () => db.ping(),
      () => db.transaction(() => db.ping()),
      () => db.query('kp_locks'),
    ]) {
      const error = await t.throwsAsync(async () => void (await attempt()));
      t.true(isProblem(error) && error.code === 'unavailable', String(error));
    }
    link.mend();
    await db.ping();
    await db.transaction(() => db.ping());
    t.is((await db.query('kp_row_versions')).length, 0);
  });
}

/** A TCP relay in front of the server that can be cut and mended. */
async function breakableLink(server: URL) {
  const sockets = new Set<Socket>();
  let open = true;
  const relay = createServer((client) => {
    sockets.add(client);
    client.on('error', () => {});
    if (!open) return client.destroy();
    const upstream = connectSocket(Number(server.port), server.hostname);
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = () => {
    open = false;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (relay.address() as { port: number }).port,
    cut,
    mend: () => {
      open = true;
    },
    close: async () => {
      cut();
      relay.close();
    },
  };
}
