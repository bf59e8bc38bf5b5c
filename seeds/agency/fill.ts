import {
  Agency,
  type AgencyApi,
  type Client,
  type Project,
  type Stage,
  type Task,
} from '../../plugins/agency/contract.js';
import { Billing, type BillingApi } from '../../plugins/billing/contract.js';
import type { Principal } from '../../src/auth/principal.js';
import type { Host } from '../../src/host.js';
import { Calendar, type SeedClock } from './calendar.js';
import { Chance } from './chance.js';
import { fillClients } from './clients.js';
import { introduceCompany } from './company.js';
import { fillForms } from './forms.js';
import { fillInvoices } from './invoices.js';
import { fillOrders } from './orders.js';
import { fillPackages } from './packages.js';
import { fillPlans } from './plans.js';
import { fillProjects, fillTasks } from './projects.js';
import { fillTickets } from './tickets.js';
import { fillTime } from './time.js';
import { WORKFLOWS } from './workflows.js';

/** What the parts share. All of it is written through the services, so every total is what the API would have made. */
export interface Seeding {
  readonly agency: AgencyApi;
  readonly billing: BillingApi;
  readonly actor: Principal;
  readonly team: readonly number[];
  readonly chance: Chance;
  readonly calendar: Calendar;
  readonly clock: SeedClock;
}

export interface Planted {
  readonly clients: readonly Client[];
  readonly projects: readonly Project[];
  readonly tasks: readonly Task[];
}

const SEED = 20_261_122;
const MARK = 'agency_filled_at';

export interface Ground {
  readonly host: Host;
  readonly actor: Principal;
  readonly team: readonly number[];
  readonly clock: SeedClock;
}

/** All or nothing, and once: answers false, having changed nothing, where it was done before. */
export async function fillAgency({ host, actor, team, clock }: Ground): Promise<boolean> {
  const options = host.options.owned('seeds');
  const agency = host.plugins.use(Agency);
  const { total } = await agency.clients.list(actor, { page: 1, perPage: 1 });
  // Nothing of it is left where the plugin was uninstalled since.
  if ((await options.get(MARK)) && total !== 0) return false;
  const billing = host.plugins.use(Billing);
  const today = new Date();
  try {
    await host.db.transaction(async () => {
      await introduceCompany(host, actor);
      const chance = new Chance(SEED);
      await plant({ agency, billing, actor, team, chance, calendar: new Calendar(today), clock });
      await options.set(MARK, today.toISOString());
    });
  } finally {
    clock.release();
  }
  return true;
}

async function plant(seeding: Seeding): Promise<void> {
  const { agency, actor } = seeding;
  for (const workflow of WORKFLOWS) await agency.workflows.create(actor, workflow);
  const stages = await stagesByWorkflow(agency, actor);
  await fillPackages(seeding);
  const clients = await fillClients(seeding);
  const projects = await fillProjects(seeding, clients, [...stages.keys()]);
  const tasks = await fillTasks(seeding, projects, stages);
  await fillTime(seeding, projects, tasks);
  await fillTickets(seeding, clients);
  await fillInvoices(seeding, clients);
  await fillOrders(seeding, clients);
  await fillForms(seeding);
  await fillPlans(seeding, clients);
}

async function stagesByWorkflow(
  agency: AgencyApi,
  actor: Principal,
): Promise<ReadonlyMap<number, readonly Stage[]>> {
  const { items } = await agency.workflows.list(actor, { page: 1, perPage: 100, appliesTo: 'task' });
  return new Map(items.map((workflow) => [workflow.id, workflow.stages]));
}
