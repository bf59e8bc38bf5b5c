import test from 'ava';
import type { Json } from '../contract/documents.js';
import { clientBody, workflowBody } from '../contract/samples/agency-bodies.js';
import { userBody } from '../contract/samples/host.js';
import { dataOf } from '../matrix/exchange.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';

const AGENCY = '/wp-json/agency-os-ai/v1';
const WP = '/wp-json/wp/v2';

for (const database of databases) {
  const { engine } = database;
  let world: World;
  let headers: Readonly<Record<string, string>>;

  test.before(async () => {
    world = await World.start(database);
    headers = await world.applicationPassword(world.aurora, null);
    await world.make.base();
  });
  test.after.always(() => world?.stop());

  const post = (path: string, body: Json) => world.send({ method: 'post', path, body, headers });

  test.serial(
    `${engine}: a login or an e-mail address that is taken, in any case, is 409 and makes nobody`,
    async (t) => {
      const first = userBody();
      t.is((await post(`${WP}/users`, first)).status, 201);
      const before = await world.rows.counts();
      const taken = [
        { code: 'existing_user_login', change: { username: first.username.toUpperCase() } },
        { code: 'existing_user_email', change: { email: first.email.toUpperCase() } },
      ];
      for (const { code, change } of taken) {
        const { status, body } = await post(`${WP}/users`, { ...userBody(), ...change });
        t.is(status, 409);
        t.like(body, { code });
      }
      t.deepEqual(await world.rows.counts(), before);
    },
  );

  test.serial(`${engine}: the same users at the same time become one`, async (t) => {
    const body = userBody();
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(`${WP}/users`, body)));
    t.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
  });

  test.serial(`${engine}: timers started at the same time become one`, async (t) => {
    await world.make.stopTimer();
    const { project } = await world.make.base();
    const start = () => post(`${AGENCY}/time-entries/start`, { project_id: project });
    const answers = await Promise.all([start(), start(), start(), start()]);
    t.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
    await world.make.stopTimer();
  });

  test.serial(`${engine}: an application's name that is taken is 409 and names the field`, async (t) => {
    const path = `${WP}/users/me/application-passwords`;
    t.is((await post(path, { name: 'Twice' })).status, 201);
    const { status, text } = await post(path, { name: 'TWICE' });
    t.is(status, 409);
    t.regex(text, /name/);
  });

  test.serial(
    `${engine}: stages with the same number, or that follow on none, are refused and leave nothing`,
    async (t) => {
      const { stages, ...workflow } = workflowBody();
      const [one, two] = stages as [Json, Json];
      const before = await world.rows.counts();
      for (const wrong of [[one, { ...two, id: one.id }], [one, { ...two, allowed_next: [99] }], []]) {
        const { status, text } = await post(`${AGENCY}/workflows`, { ...workflow, stages: wrong });
        t.true([400, 409, 422].includes(status), `${status} ${text}`);
        t.regex(text, /stages/);
      }
      t.deepEqual(await world.rows.counts(), before);
    },
  );

  test.serial(`${engine}: a field that is written twice counts as its last`, async (t) => {
    const { name, ...rest } = clientBody();
    const raw = `{"name":"Aurora the first","name":${JSON.stringify(name)},${JSON.stringify(rest).slice(1)}`;
    const answer = await world.send({ method: 'post', path: `${AGENCY}/clients`, raw, headers });
    t.is(answer.status, 201);
    t.is(dataOf(answer).name, name);
  });

  test.serial(`${engine}: the same client twice is two clients`, async (t) => {
    const body = clientBody();
    const ids = [await post(`${AGENCY}/clients`, body), await post(`${AGENCY}/clients`, body)].map(
      (answer) => dataOf(answer).id,
    );
    t.not(ids[0], ids[1]);
  });
}
