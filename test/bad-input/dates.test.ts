import test from 'ava';
import type { Json } from '../contract/documents.js';
import { dataOf } from '../matrix/exchange.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';

// Far from UTC: whatever takes the machine's clock for the world's is wrong by most of a day here.
process.env.TZ = 'Pacific/Auckland';

const ENTRIES = '/wp-json/agency-os-ai/v1/time-entries';
const PASSWORDS = '/wp-json/wp/v2/users/me/application-passwords';

const IMPOSSIBLE = ['2099-02-30', '2099-13-01', '2099-00-10', '2099-01-00', '2099-04-31', '2100-02-29'];

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let headers: Readonly<Record<string, string>>;
  let project: number;

  test.before(async () => {
    world = await World.start(database);
    headers = await world.applicationPassword(world.aurora, null);
    project = (await world.make.base()).project;
  });
  test.after.always(() => world?.stop());

  const post = (path: string, body: Json) => world.send({ method: 'post', path, body, headers });

  test.serial(
    `${engine}: days that are not in the calendar are refused by name, in dates and in instants`,
    async (t) => {
      const counts = await world.rows.counts();
      for (const day of IMPOSSIBLE) {
        const instant = `${day}T10:00:00Z`;
        const later = '2099-05-05T11:00:00Z';
        const tries = [
          { path: ENTRIES, field: 'date', body: { project_id: project, date: day, minutes: 5 } },
          {
            path: ENTRIES,
            field: 'started_at',
            body: { project_id: project, started_at: instant, ended_at: later },
          },
          { path: PASSWORDS, field: 'expires', body: { name: `till ${day}`, expires: instant } },
        ];
        for (const { path, field, body } of tries) {
          const { status, text } = await post(path, body);
          t.is(status, 400, `${field} ${day}: ${text.slice(0, 200)}`);
          t.true(text.includes(field), text.slice(0, 200));
        }
      }
      t.deepEqual(await world.rows.counts(), counts);
    },
  );

  test.serial(
    `${engine}: a time that was read may be written back, wherever the machine stands`,
    async (t) => {
      const first = (await post(PASSWORDS, { name: 'one', expires: '2099-01-01T12:00:00Z' })).body as Json;
      t.is(first.expires, '2099-01-01T12:00:00');
      const second = (await post(PASSWORDS, { name: 'two', expires: first.expires })).body as Json;
      t.is(second.expires, first.expires);
      const shifted = (await post(PASSWORDS, { name: 'three', expires: '2099-01-01T12:00:00+02:00' }))
        .body as Json;
      t.is(shifted.expires, '2099-01-01T10:00:00');
    },
  );

  test.serial(`${engine}: days stay the days that were written, and filters find them`, async (t) => {
    const body = { project_id: project, date: '2026-03-01', minutes: 30 };
    const { id, date, created_at } = dataOf(await post(ENTRIES, body));
    t.is(date, '2026-03-01');
    t.true(Math.abs(Date.parse(String(created_at)) - Date.now()) < 3_600_000);
    const ids = async (from: string, to: string) => {
      const path = `${ENTRIES}?from_date=${from}&to_date=${to}&project_id=${project}`;
      const answer = await world.send({ method: 'get', path, headers });
      return (dataOf(answer) as unknown as Json[]).map((entry) => entry.id);
    };
    t.true((await ids('2026-03-01', '2026-03-01')).includes(id));
    t.false((await ids('2026-03-02', '2026-03-02')).includes(id));
    t.false((await ids('2026-02-28', '2026-02-28')).includes(id));
  });

  test.serial(`${engine}: instants come back as they were sent`, async (t) => {
    const times = { started_at: '2026-03-01T23:30:00.000Z', ended_at: '2026-03-02T00:10:00.000Z' };
    const entry = dataOf(await post(ENTRIES, { project_id: project, ...times }));
    t.like(entry, { ...times, minutes: 40, date: '2026-03-01' });
  });
}
