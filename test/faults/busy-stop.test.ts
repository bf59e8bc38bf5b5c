import test from 'ava';
import { RUNS } from '../../src/cron/cron-tables.js';
import type { CronSpec } from '../../src/cron/cron-task.js';
import { Host } from '../../src/host.js';
import { JOBS } from '../../src/jobs/job-row.js';
import { createLogger } from '../../src/log.js';
import { aborted, gate } from '../jobs/job-room.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

/** Returns while a cron task and a job that heeds its signal run. Answers the job's id. */
async function makeBusy({ actor, host }: Site, task: CronSpec['run']): Promise<string> {
  const { cron, jobs } = host.background;
  const isCronBusy = gate();
  const isJobBusy = gate();
  const spec = { name: 'shop.task', description: 'Of a test', schedule: '0 6 1 1 *' };
  const run: CronSpec['run'] = (given) => {
    isCronBusy.open();
    return task(given);
  };
  cron.tasks.declare('shop', [{ ...spec, run }]);
  jobs.kinds.declare('shop', [
    {
      name: 'shop.job',
      async run(_, { signal }) {
        isJobBusy.open();
        await aborted(signal);
      },
    },
  ]);
  await cron.control.run(actor, spec.name);
  const id = await jobs.jobs.enqueue('shop.job', null, { orgId: null });
  await Promise.all([isCronBusy.passed, isJobBusy.passed]);
  return id;
}

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: a busy site that stops has nothing to complain of, and loses nothing`, async (t) => {
    const place = await database.open();
    const said: string[] = [];
    const log = createLogger('warn', (line) => said.push(line));
    const site = await startSite(database, { place, options: { log } });
    const publicId = await makeBusy(site, ({ signal }) => aborted(signal));
    await site.stop();
    t.deepEqual(said, []);

    const next = await Host.open(site.host.config, { log, clock: site.host.clock });
    t.like(await next.db.site(JOBS).where({ publicId }).first(), { status: 'ready', attempts: 0 });
    t.like(await next.db.site(RUNS).where({ task: 'shop.task' }).first(), { status: 'aborted' });
    t.deepEqual(await next.nodes.live(), []);
    await next.close();
    await place.drop();
  });

  test(`${engine}: a cron task that heeds no signal keeps no job from being given back`, async (t) => {
    const site = await startSite(database, { cronTimes: { stopMs: 300 } });
    const end = gate();
    const publicId = await makeBusy(site, () => end.passed);
    await site.host.background.stop();
    t.like(await site.host.db.site(JOBS).where({ publicId }).first(), { status: 'ready', attempts: 0 });
    end.open();
    await site.stop();
  });
}
