import { hostPrincipal } from '../src/auth/system-principal.js';
import { loadConfig } from '../src/config.js';
import { Host } from '../src/host.js';
import { createLogger } from '../src/log.js';
import { SeedClock } from './agency/calendar.js';
import { fillAgency } from './agency/fill.js';
import { ensureTeam } from './agency/team.js';

/** Fills the site's first organisation with a believable agency. A second run changes nothing. */
export async function seed(): Promise<void> {
  const { config } = loadConfig({ folder: process.cwd(), env: process.env });
  const clock = new SeedClock();
  const host = await Host.open(config, { log: createLogger('error'), clock });
  try {
    await host.startPlugins();
    const first = await host.accounts.organizations.first();
    const actor = hostPrincipal(first?.id ?? 0, 'seed');
    const team = await ensureTeam(host, actor);
    const filled = await fillAgency({ host, actor, team, clock });
    process.stdout.write(`${filled ? DONE : ALREADY}\n`);
  } finally {
    await host.close();
  }
}

const DONE =
  'Made 30 clients, 45 projects, 400 tasks, 2,000 time entries, 120 tickets with their replies, 40 invoices, 8 services, 60 orders, a form with 5 submissions, 4 plans and 8 subscriptions.';
const ALREADY = 'The example agency is there already: nothing was changed.';
