import type { Client } from '../../plugins/agency/contract.js';
import type { InvoiceLineValues } from '../../plugins/billing/contract.js';
import type { Seeding } from './fill.js';

const INVOICES = 40;
const DRAFTS = 4;
const DAYS_APART = 7;

/** What became of an invoice. One whose due date has passed while it was open is overdue. */
type End = 'paid' | 'part' | 'open' | 'void' | 'credited';

const WORK = [
  ['Design of the new pages', 12, 48],
  ['Development', 20, 90],
  ['Workshop on site', 6, 16],
  ['Maintenance', 2, 10],
  ['Editing and translation', 4, 24],
] as const;

/** About one a week, the oldest first, so that numbers and days of issue go the same way. */
export async function fillInvoices(seeding: Seeding, clients: readonly Client[]): Promise<void> {
  const active = clients.filter(({ status }) => status === 'active');
  for (let made = 0; made < INVOICES; made += 1) {
    const daysAgo = (INVOICES - made) * DAYS_APART;
    const isDraft = made >= INVOICES - DRAFTS;
    await fillOne(seeding, seeding.chance.of(active), isDraft ? DRAFTS : daysAgo, isDraft);
  }
}

async function fillOne(seeding: Seeding, client: Client, daysAgo: number, isDraft: boolean): Promise<void> {
  const { billing, actor, calendar, clock, chance } = seeding;
  clock.set(calendar.instant(daysAgo, chance.between(480, 1000)));
  const lines = linesFor(seeding, client);
  const notes = chance.percent(30) ? 'Thank you for working with us.' : null;
  const { id } = await billing.invoices.create(actor, { customerId: client.id, lines, notes });
  if (isDraft) return;
  const { total } = await billing.invoices.finalize(actor, id);
  const paidAfter = chance.between(3, client.paymentTermsDays + 5);
  const end = endOf(seeding, paidAfter < daysAgo);
  clock.set(calendar.instant(Math.max(0, daysAgo - paidAfter), chance.between(480, 1000)));
  if (end === 'void') await billing.invoices.void(actor, id);
  if (end === 'credited') await billing.invoices.credit(actor, id, { reason: 'Not delivered', key: 'seed' });
  if (end !== 'paid' && end !== 'part') return;
  const amount = end === 'part' ? Math.ceil(total / 3) : undefined;
  const method = chance.of(['bank_transfer', 'bank_transfer', 'card']);
  await billing.invoices.pay(actor, id, { amount, method, reference: `Statement ${id}`, key: 'seed' });
}

/** Most are paid by now; nobody has paid in the future. */
function endOf({ chance }: Seeding, isTimeUp: boolean): End {
  if (!isTimeUp) return 'open';
  return chance.weighted({ paid: 14, open: 3, part: 1, void: 1, credited: 1 });
}

function linesFor({ chance }: Seeding, client: Client): InvoiceLineValues[] {
  const taxRate = client.address?.country === 'DE' ? 190_000 : 0;
  return Array.from({ length: chance.between(1, 3) }, () => {
    const [description, least, most] = chance.of(WORK);
    const quantity = chance.between(least * 4, most * 4) * 250;
    const discount = chance.percent(10) ? 50_000 : 0;
    return { description, quantity, unitPrice: client.hourlyRate ?? 9000, taxRate, discount };
  });
}
