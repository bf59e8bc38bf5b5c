import type { Client, ClientValues } from '../../plugins/agency/contract.js';
import type { Seeding } from './fill.js';
import { COMPANIES, PEOPLE, STREETS } from './words.js';

export async function fillClients(seeding: Seeding): Promise<Client[]> {
  const { agency, actor, chance, calendar, clock } = seeding;
  const clients: Client[] = [];
  for (const index of COMPANIES.keys()) {
    clock.set(calendar.instant(540 - index * 15, chance.between(480, 1000)));
    clients.push(await agency.clients.create(actor, clientValues(seeding, index)));
  }
  return clients;
}

function clientValues({ chance }: Seeding, index: number): ClientValues {
  const [company, branch, city, country] = COMPANIES[index] ?? COMPANIES[0];
  const person = PEOPLE[index] ?? PEOPLE[0];
  const domain = `${slug(company)}.example`;
  return {
    name: person,
    company,
    email: `${slug(person.split(' ')[0] ?? person)}@${domain}`,
    phone: `+44 20 7946 ${String(chance.between(0, 999)).padStart(4, '0')}`,
    website: `https://www.${domain}`,
    status: chance.weighted({ active: 7, lead: 2, inactive: 1 }),
    address: {
      line1: `${chance.between(1, 120)} ${chance.of(STREETS)}`,
      city,
      postalCode: String(chance.between(10_000, 99_999)),
      country,
    },
    taxId: chance.percent(70) ? `${country}${chance.between(100_000_000, 999_999_999)}` : null,
    currency: country === 'GB' ? 'GBP' : country === 'CH' ? 'CHF' : 'EUR',
    paymentTermsDays: chance.of([14, 14, 30, 30, 30, 45]),
    rounding: chance.of([
      { minutes: 0, mode: 'up' },
      { minutes: 15, mode: 'up' },
      { minutes: 5, mode: 'nearest' },
      { minutes: 6, mode: 'up' },
    ] as const),
    hourlyRate: chance.between(14, 26) * 500,
    notes: chance.percent(40) ? `${branch}. Came to us by recommendation.` : null,
  };
}

/** Letters a to z and digits, as domains have them. */
function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '');
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
