import test from 'ava';
import { Agency } from '../../plugins/agency/contract.js';
import { SeedClock } from '../../seeds/agency/calendar.js';
import { fillAgency } from '../../seeds/agency/fill.js';
import { ensureTeam } from '../../seeds/agency/team.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { AgencyApi } from './agency-site.js';

const TOTALS = {
  clients: 30,
  projects: 45,
  tasks: 400,
  'time-entries': 2000,
  tickets: 120,
  invoices: 40,
  workflows: 4,
};

for (const database of databases) {
  test(`${database.engine}: the seeds make the agency they promise, once`, async (t) => {
    const clock = new SeedClock();
    const site = await startSite(database, { clock });
    try {
      const { host, actor } = site;
      const api = new AgencyApi(site);
      const team = await ensureTeam(host, actor);
      t.true(await fillAgency({ host, actor, team, clock }));
      const first = await overview(api);
      t.deepEqual(first.totals, TOTALS);

      const teamAgain = await ensureTeam(host, actor);
      t.deepEqual(teamAgain, team);
      t.false(await fillAgency({ host, actor, team: teamAgain, clock }));
      t.deepEqual(await overview(api), first, 'a second run changes nothing');

      const { name, taxId, taxRate } = await host.accounts.orgSettings.get(actor);
      t.deepEqual(
        [name, taxId, taxRate],
        ['Aurora Studio', 'DE345678901', 19],
        'its invoices say whose they are',
      );

      const { items } = await api.list('/tickets?per_page=100');
      const threads = await Promise.all(items.map((ticket) => api.list(`/tickets/${ticket.id}/replies`)));
      t.true(
        threads.every((thread) => thread.total > 0),
        'every ticket has replies',
      );
      const invoices = (await api.list('/invoices?per_page=100')).items;
      for (const status of ['draft', 'open', 'paid'])
        t.true(
          invoices.some((each) => each.status === status),
          status,
        );
      t.true(invoices.some(({ overdue }) => overdue));
      const { catalogue, orders } = host.plugins.use(Agency);
      t.is((await catalogue.list(actor, { page: 1, perPage: 1 })).total, 8);
      const ordered = await orders.list(actor, { page: 1, perPage: 100 });
      t.is(ordered.total, 60);
      t.true(new Set(ordered.items.map(({ status }) => status)).size >= 6, 'orders are on their way');
      t.true(ordered.items.every(({ status, stageId }) => (status === 'draft') === (stageId === null)));
      const today = new Date().toISOString();
      const [latest] = (await api.list('/time-entries?per_page=1')).items;
      t.true(latest.date <= today.slice(0, 10));
    } finally {
      await site.stop();
    }
  });
}

async function overview(api: AgencyApi) {
  const totals: Record<string, number> = {};
  const samples: unknown[] = [];
  for (const noun of Object.keys(TOTALS)) {
    const list = await api.list(`/${noun}?per_page=100`);
    totals[noun] = list.total;
    samples.push(list.items);
  }
  return { totals, samples };
}
