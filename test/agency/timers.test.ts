import test from 'ava';
import type { Clock } from '../../src/clock.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { AgencyApi, onAgencySites, refused } from './agency-site.js';

const onSites = onAgencySites();

onSites('a timer is started, runs, and is stopped once', async (t, api) => {
  const { id: project_id } = await api.project();
  const { auth, userId } = await api.site.login({ login: `timer-${project_id}`, role: 'member' });
  const member = api.by(auth);
  const started = await member.make('/time-entries/start', { project_id, description: 'Going' });
  t.like(started, {
    user_id: userId,
    running: true,
    minutes: null,
    rounded_minutes: null,
    ended_at: null,
    billable: true,
    description: 'Going',
  });
  t.deepEqual(await api.get(`/time-entries/${started.id}`), started);
  const unbilled = await api.list(`/time-entries/unbilled?project_id=${project_id}`);
  t.deepEqual(unbilled.ids, [], 'running time is not billable yet');

  const stopped = (await member.send('POST', `/time-entries/${started.id}/stop`)).body.data;
  t.like(stopped, { running: false, minutes: 1, rounded_minutes: 1, started_at: started.started_at });
  t.deepEqual(await api.get(`/time-entries/${started.id}`), stopped);
  await refused(t, member.send('POST', `/time-entries/${started.id}/stop`), 409, 'not running');
  await refused(t, member.send('POST', '/time-entries/987654321/stop'), 404, '987654321');
});

onSites('one timer runs per user, also when many start at once', async (t, api) => {
  const { id: project_id } = await api.project();
  const { auth } = await api.site.login({ login: `busy-${project_id}`, role: 'member' });
  const member = api.by(auth);
  const starts = Array.from({ length: 6 }, () =>
    member.send('POST', '/time-entries/start', { body: { project_id } }),
  );
  const statuses = (await Promise.all(starts)).map((answer) => answer.status).sort();
  t.deepEqual(statuses, [201, 409, 409, 409, 409, 409]);
  const [running] = (await api.list(`/time-entries?project_id=${project_id}`)).ids;
  const again = member.send('POST', '/time-entries/start', { body: { project_id } });
  await refused(t, again, 409, `time entry ${running}`);
  t.is((await member.send('POST', `/time-entries/${running}/stop`)).status, 200);
  await member.make('/time-entries/start', { project_id });
});

onSites('a running timer keeps its time, and says so', async (t, api) => {
  const { id: project_id } = await api.project();
  const { auth } = await api.site.login({ login: `kept-${project_id}`, role: 'member' });
  const member = api.by(auth);
  const { id, date } = await member.make('/time-entries/start', { project_id });
  const put = (body: object) => member.send('PUT', `/time-entries/${id}`, { body });
  await refused(t, put({ date: '2026-03-02' }), 409, 'date');
  t.like((await put({ date })).body.data, { date, running: true });
  await refused(t, put({ minutes: 5 }), 409, 'minutes');
  await refused(t, put({ ended_at: '2026-03-02T10:00:00Z' }), 409, 'ended_at');
  t.like((await put({ description: 'Said', billable: false })).body.data, {
    description: 'Said',
    running: true,
  });
  await refused(
    t,
    member.send('POST', '/time-entries/start', { body: { project_id: 987654321 } }),
    422,
    'project_id',
  );
  t.is((await member.delete(`/time-entries/${id}`)).deleted, true);
});

for (const database of databases) {
  test(`${database.engine}: a stopped timer counts its minutes, at most a day`, async (t) => {
    let now = new Date();
    const clock: Clock = { now: () => now };
    const site = await startSite(database, { clock });
    try {
      const api = new AgencyApi(site);
      const { id: client_id } = await api.client({ rounding: { minutes: 15, mode: 'up' } });
      const { id: project_id } = await api.project({ client_id });
      const forgotten = await api.make('/time-entries/start', { project_id });
      now = new Date(now.getTime() + 100 * 60_000 + 20_000);
      const stopped = await api.send('POST', `/time-entries/${forgotten.id}/stop`);
      t.like(stopped.body.data, { minutes: 100, rounded_minutes: 105 });
      const second = await api.make('/time-entries/start', { project_id });
      now = new Date(now.getTime() + 3 * 86_400_000);
      const late = (await api.send('POST', `/time-entries/${second.id}/stop`)).body.data;
      t.like(late, { minutes: 1440, ended_at: now.toISOString() });
      t.is((await api.put(`/time-entries/${second.id}`, { description: 'Forgotten' })).minutes, 1440);
    } finally {
      await site.stop();
    }
  });
}
