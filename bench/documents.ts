import type { Invoice, InvoiceLine } from '../plugins/billing/contract.js';
import { invoiceDocument } from '../plugins/billing/documents/invoice-document.js';
import { createPdf } from '../src/pdf/create-pdf.js';
import type { Arena, Contender } from './arena.js';
import { getOne } from './cases.js';
import { median, once, type Rate, run, type Shot } from './load.js';
import type { Report } from './report.js';
import type { Effort } from './rounds.js';

const LINES = 200;
const WARM_UP = 5;
const DESCRIPTION = 'Design and development of the site, with tests and documents, chapter';

/** An invoice of 200 lines as PDF: what it costs by itself, and what gets notice of it. */
export async function documentSpeed(arena: Arena, effort: Effort, report: Report): Promise<void> {
  await cost(effort, report);
  await getsBesideDocuments(arena, effort, report);
}

/** CPU of this process, the thread that lays out among it. */
async function cost(effort: Effort, report: Report): Promise<void> {
  const pdf = createPdf();
  const document = invoiceDocument(invoice(), { seller, customer, logo: null });
  const used: number[] = [];
  try {
    for (let n = -WARM_UP; n < effort.rounds * 3; n += 1) {
      const before = process.cpuUsage();
      await pdf.render(document);
      const { user, system } = process.cpuUsage(before);
      if (n >= 0) used.push((user + system) / 1000);
    }
  } finally {
    await pdf.close();
  }
  const range = `${Math.round(Math.min(...used))}–${Math.round(Math.max(...used))} ms`;
  report.add('CPU of a 200-line invoice as PDF (at most 300 ms)', `${Math.round(median(used))} ms`, range);
}

async function getsBesideDocuments(
  { site, program, count }: Arena,
  effort: Effort,
  report: Report,
): Promise<void> {
  const document = program.request('GET', `/invoices/${await made(program)}/pdf`);
  const shots = getOne(count).shots(site);
  const load = { target: site.server.target, lanes: 4, warmUpMs: 100, measureMs: effort.measureMs * 3 };
  const gets = (): Promise<Rate> =>
    run({ ...load, next: (n) => shots[n % shots.length] as Shot, check: () => undefined });
  const rounds: { readonly quiet: Rate; readonly busy: Rate; readonly documents: number }[] = [];
  for (let round = -1; round < effort.rounds; round += 1) {
    const quiet = await gets();
    const printing = printer(program, document);
    const busy = await gets();
    const documents = await printing.stop();
    if (round >= 0) rounds.push({ quiet, busy, documents });
  }
  const each = rounds.map(({ quiet, busy }) => busy.p99 / quiet.p99);
  const ms = (of: 'quiet' | 'busy') => median(rounds.map((round) => round[of].p99)).toFixed(2);
  report.add(
    'p99 of a get beside PDFs / alone',
    `${median(each).toFixed(2)} (${Math.min(...each).toFixed(2)}–${Math.max(...each).toFixed(2)})`,
    `${ms('busy')} ms beside ${median(rounds.map(({ documents }) => documents))} invoices laid out, ${ms('quiet')} ms alone`,
  );
}

/** One document after the other, until it is stopped. */
function printer({ server }: Contender, document: Shot) {
  let isOn = true;
  const printed = (async () => {
    let documents = 0;
    while (isOn) {
      const { status } = await once(server.target, document);
      if (status !== 200) throw new Error(`${document.label} was answered ${status}`);
      documents += 1;
    }
    return documents;
  })();
  return {
    stop(): Promise<number> {
      isOn = false;
      return printed;
    },
  };
}

async function made(program: Contender): Promise<string> {
  const lines = Array.from({ length: LINES }, (_, n) => ({
    description: `${DESCRIPTION} ${n}`,
    unitPrice: 12_000,
    taxRate: 19,
  }));
  const client = await called(program, '/clients', { name: 'Printed' });
  const body = { clientId: client.publicId, status: 'open', lines };
  return String((await called(program, '/invoices', body)).publicId);
}

async function called(program: Contender, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await once(program.server.target, program.request('POST', path, body));
  const text = answer.body.toString('utf8');
  if (answer.status !== 201) throw new Error(`${path} was answered ${answer.status} ${text}`);
  return (JSON.parse(text) as { data: Record<string, unknown> }).data;
}

const customer = {
  company: null,
  name: 'Čačak & Søn',
  email: null,
  address: null,
  taxId: null,
  language: 'de',
};
const seller = {
  name: 'Nordlicht GmbH',
  address: { line1: 'Hafenstraße 12', postalCode: '20457', city: 'Hamburg' },
  taxId: 'DE123456789',
  email: 'office@aurora.example',
  terms: 'Amtsgericht Hamburg HRB 12345',
  locale: 'de-DE',
  timezone: 'Europe/Berlin',
};

function invoice(): Invoice {
  const at = new Date(0);
  const line = {
    quantity: 1_500,
    unitPrice: 12_000,
    discount: 0,
    taxRate: 190_000,
    subtotal: 18_000,
    discountAmount: 0,
    taxAmount: 3_420,
    total: 21_420,
  };
  const lines = Array.from(
    { length: LINES },
    (_, id): InvoiceLine => ({ id, description: `${DESCRIPTION} ${id}`, ...line }),
  );
  const dates = {
    issueDate: '2026-11-23',
    dueDate: '2026-12-23',
    serviceFrom: '2026-11-01',
    serviceTo: '2026-11-23',
    finalizedAt: at,
    createdAt: at,
    updatedAt: at,
  };
  const sums = { subtotal: 3_600_000, discountTotal: 0, taxTotal: 684_000, total: 4_284_000 };
  return {
    id: 1,
    publicId: 'printed',
    customerId: 1,
    status: 'open',
    number: 'INV-000001',
    currency: 'EUR',
    notes: null,
    source: null,
    customer,
    seller,
    lines,
    taxes: [{ taxRate: 190_000, base: 3_600_000, tax: 684_000 }],
    ...dates,
    ...sums,
    amountPaid: 0,
    amountCredited: 0,
    amountRefunded: 0,
    amountDue: 4_284_000,
    overdue: false,
    paidAt: null,
    voidedAt: null,
  };
}
