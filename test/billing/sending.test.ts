import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import type { Invoice, InvoiceValues } from '../../plugins/billing/contract.js';
import { assertSmallPng } from '../../plugins/billing/documents/png.js';
import { stepsOf } from '../../plugins/billing/sending/reminders.js';
import type { Clock } from '../../src/clock.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { ADMIN, startSite } from '../support/site.js';
import { TestSmtp } from '../support/smtp.js';
import { BillingDoor } from './billing-sites.js';

const DAY = 86_400_000;
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The present, moved by whole days. */
class MovedClock implements Clock {
  days = 0;

  now(): Date {
    return new Date(Date.now() + this.days * DAY);
  }

  day(from: number): string {
    return new Date(this.now().getTime() + from * DAY).toISOString().slice(0, 10);
  }
}

/** A site with a mail server and a calendar. */
class Office {
  private constructor(
    readonly door: BillingDoor,
    readonly smtp: TestSmtp,
    readonly clock: MovedClock,
  ) {}

  static async start(database: TestDatabase): Promise<Office> {
    const smtp = await TestSmtp.start();
    const clock = new MovedClock();
    const site = await startSite(database, { smtpUrl: smtp.url, outgoingAllow: ['127.0.0.1'], clock });
    return new Office(await BillingDoor.open(site), smtp, clock);
  }

  async stop(): Promise<void> {
    await this.door.site.stop();
    await this.smtp.stop();
  }

  /** A final invoice to somebody with that address. */
  async open(email: string | null, values: Partial<InvoiceValues> = {}, language = 'en'): Promise<Invoice> {
    const { id: customerId } = await this.door.customer({ email, language });
    return this.door.open({ customerId, ...values });
  }

  /** What has arrived there. */
  arrived(email: string): TestSmtp['received'] {
    return this.smtp.received.filter(({ to }) => to.includes(email));
  }

  /** The same, once there are so many. */
  async mailsTo(email: string, count: number): Promise<TestSmtp['received']> {
    while (this.arrived(email).length < count) await sleep(20);
    return this.arrived(email);
  }

  /** Looks for what is due, and waits until all of it has been written. */
  async remind(): Promise<void> {
    const { site } = this.door;
    const { id } = await site.host.background.cron.control.run(site.actor, 'billing.reminders');
    const left = [
      `select id from kp_cron_runs where id = ${id} and status in ('waiting', 'running')`,
      "select id from kp_jobs where name = 'billing.remind' and status in ('ready', 'running', 'waiting')",
      "select id from kp_jobs where name = 'host.mail.deliver' and status in ('ready', 'running')",
    ];
    for (const sql of left) while ((await site.host.db.raw(sql)).length > 0) await sleep(20);
  }
}

const offices = new Map<TestDatabase, Office>();

test.before(async () => {
  for (const database of databases) offices.set(database, await Office.start(database));
});
test.after.always(async () => {
  for (const office of offices.values()) await office.stop();
});

/** One after the other: they share a calendar. Each has addresses of its own. */
function onOffices(title: string, body: (t: ExecutionContext, office: Office) => Promise<void>): void {
  for (const database of databases)
    test.serial(`${database.engine}: ${title}`, (t) => body(t, offices.get(database) as Office));
}

onOffices('an invoice is mailed with its document, in the language of the customer', async (t, office) => {
  const { door } = office;
  const { customerId } = await office.open('ada@client.test', {}, 'de');
  const draft = await door.draft({ customerId });
  const sent = await door.billing.sending.send(door.actor, draft.id, { cc: ['copy@client.test'] });
  t.is(sent.status, 'open');
  const [received] = await office.mailsTo('ada@client.test', 1);
  t.deepEqual(received?.to, ['ada@client.test', 'copy@client.test']);
  t.regex(received?.mail.subject ?? '', new RegExp(`^Rechnung ${sent.number} von `));
  t.is(
    received?.mail.from?.text,
    '"My organisation" <koapress@site.test>',
    'the seller writes, not the site',
  );
  t.is(received?.mail.replyTo?.text, ADMIN.email, 'and reads the answers');
  t.regex(String(received?.mail.html), /<html lang="de" /);
  t.regex(received?.mail.text ?? '', /Guten Tag Ada & Co,.*119,00\s€/s);
  const [file] = received?.mail.attachments ?? [];
  t.is(file?.filename, `Rechnung ${sent.number}.pdf`);
  t.is(file?.content.subarray(0, 5).toString(), '%PDF-');
});

onOffices(
  'a second click sends nothing, another message does, and a draft without an address stays one',
  async (t, office) => {
    const { door } = office;
    const { id } = await office.open('twice@client.test');
    const send = (message = {}) => door.billing.sending.send(door.actor, id, message);
    await Promise.all([send(), send(), send()]);
    await send({ subject: 'As you asked' });
    const subjects = (await office.mailsTo('twice@client.test', 2)).map(({ mail }) => mail.subject);
    t.is(subjects.filter((subject) => subject === 'As you asked').length, 1);
    await door.billing.sending.sendLater(door.actor, id);
    await door.billing.sending.sendLater(door.actor, id);
    await office.mailsTo('twice@client.test', 3);

    const nobody = await door.draft({ customerId: (await door.customer()).id });
    await t.throwsAsync(door.billing.sending.send(door.actor, nobody.id), {
      message: /no e-mail address/,
    });
    t.is((await door.billing.invoices.get(door.actor, nobody.id)).number, null);
    t.is(office.arrived('twice@client.test').length, 3);
  },
);

onOffices(
  'answers reach the address that the seller names, which stands on the invoice',
  async (t, office) => {
    const { billing, actor, site } = office.door;
    const { orgSettings } = site.host.accounts;
    await orgSettings.update(actor, { contactEmail: 'invoices@seller.test' });
    const { id, seller } = await office.open('answers@client.test');
    await orgSettings.update(actor, { contactEmail: null });
    t.is(seller?.email, 'invoices@seller.test');
    await orgSettings.update(actor, { contactEmail: 'office@seller.test' });
    await billing.sending.send(actor, id);
    await orgSettings.update(actor, { contactEmail: null });
    const [received] = await office.mailsTo('answers@client.test', 1);
    t.is(received?.mail.replyTo?.text, 'office@seller.test', 'where the seller reads today');
  },
);

onOffices('numbers with a slash are mailed too, under a name that files may have', async (t, office) => {
  const { site, billing, actor } = office.door;
  const { invoicePrefix } = await site.host.accounts.orgSettings.get(actor);
  await site.host.accounts.orgSettings.update(actor, { invoicePrefix: 'RE/2026/' });
  const { id, number } = await office.open('slash@client.test');
  await site.host.accounts.orgSettings.update(actor, { invoicePrefix });
  t.regex(String(number), /^RE\/2026\/\d+$/);
  await billing.sending.send(actor, id);
  const [received] = await office.mailsTo('slash@client.test', 1);
  t.is(received?.mail.attachments[0]?.filename, `Invoice ${number?.replaceAll('/', '-')}.pdf`);
});

onOffices('mails go where the client is reached now, whatever a final invoice says', async (t, office) => {
  const { billing, actor } = office.door;
  const { customerId, id } = await office.open(null, {
    issueDate: office.clock.day(-20),
    dueDate: office.clock.day(-1),
  });
  const send = () => billing.sending.send(actor, id);
  await t.throwsAsync(send(), { message: /no e-mail address/ });
  await billing.customers.update(actor, customerId, { email: 'mistyped@client.test' });
  await send();
  await billing.customers.update(actor, customerId, { email: 'correct@client.test' });
  await send();
  await office.mailsTo('mistyped@client.test', 1);
  await office.mailsTo('correct@client.test', 1);
  await office.remind();
  t.deepEqual(
    [office.arrived('mistyped@client.test').length, office.arrived('correct@client.test').length],
    [1, 2],
  );
  t.is((await billing.invoices.get(actor, id)).customer?.email, null);
});

onOffices('what cannot be sent is refused before anything becomes final', async (t, office) => {
  const { door } = office;
  const { site, billing, actor } = door;
  const auth = await site.login({ login: 'manager', role: 'manager' });
  const { id: customerId } = await door.customer({ email: 'shut@client.test' });
  const draft = await door.draft({ customerId });
  const path = `/wp-json/agency-os-ai/v1/invoices/${draft.id}/send`;
  const send = (body?: object) => site.request(path, { method: 'POST', auth: auth.auth, body });
  await site.host.background.mail.suppressions.add(actor, 'Shut@client.test', 'gone');
  for (const body of [undefined, {}, { to: 'SHUT@client.test' }]) {
    const { status, body: said } = await send(body);
    t.is(status, 422, JSON.stringify(said));
    t.regex(said.message, /suppression list/);
  }
  for (const body of [{ to: 'none' }, { to: 'a b@c.test' }, { cc: ['x'] }, { subject: 'a\nBcc: b@c.test' }])
    t.is((await send(body)).status, 400, JSON.stringify(body));
  const empty = await billing.invoices.create(actor, { customerId, lines: [] });
  const to = 'open@client.test';
  await t.throwsAsync(billing.sending.send(actor, empty.id, { to }), { message: /without lines/ });
  for (const { id } of [draft, empty]) t.is((await billing.invoices.get(actor, id)).status, 'draft');
  const mailed = 'select id from billing_invoice_mails where invoice_id in (?, ?)';
  t.deepEqual(await site.host.db.raw(mailed, [draft.id, empty.id]), []);

  const sent = await send({ to, message: 'Two lines,\n<b>as you asked</b>.' });
  t.is(sent.status, 200);
  t.like(sent.body.data, { id: draft.id, status: 'open' });
  const [{ mail }] = (await office.mailsTo(to, 1)) as [TestSmtp['received'][number]];
  t.regex(String(mail.html), /Two lines,<br[^>]*>&lt;b&gt;as you asked&lt;\/b&gt;/);

  // The link of the mail opens the page.
  const [, link = ''] = /(\/billing\/invoice\/[\w.-]+)/.exec(String(mail.html)) ?? [];
  t.true((await site.request(link)).body.includes(sent.body.data.number));
  const kept = JSON.stringify(await site.host.db.raw('select html from kp_mails'));
  t.false(kept.includes(link));

  await billing.invoices.void(actor, draft.id);
  t.is((await send({ to })).status, 409);
});

onOffices('reminders come at their days, each once, and none for what is paid', async (t, office) => {
  const { door, clock } = office;
  const start = clock.days;
  const dates = { issueDate: clock.day(-1), dueDate: clock.day(10) };
  const owed = await office.open('owes@client.test', dates);
  const paid = await office.open('paid@client.test', dates);
  await office.open(null, dates);
  await door.billing.invoices.pay(door.actor, paid.id, { method: 'cash', key: 'cash-1' });
  await office.remind();
  t.is(office.arrived('owes@client.test').length, 0);

  clock.days = start + 8;
  await office.remind();
  await office.remind();
  const [upcoming] = await office.mailsTo('owes@client.test', 1);
  t.regex(upcoming?.mail.subject ?? '', new RegExp(`${owed.number} is due on`));

  // Nobody looked on the first day after it: the next step alone is told.
  clock.days = start + 18;
  await office.remind();
  await office.remind();
  const all = await office.mailsTo('owes@client.test', 2);
  t.regex(all[1]?.mail.subject ?? '', /^Reminder: invoice/);
  t.is(all[1]?.mail.attachments.length, 1);

  clock.days = start + 60;
  await office.remind();
  t.is(office.arrived('owes@client.test').length, 2);
  t.is(office.arrived('paid@client.test').length, 0);
});

onOffices('a logo is kept when it is set; what was issued before stays as it was', async (t, office) => {
  const { door, clock } = office;
  const { site } = door;
  const pictures = createServer((request, response) => {
    const isPicture = request.url === '/logo.png';
    response.end(isPicture ? Buffer.from(PIXEL, 'base64') : '<svg/>');
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  t.teardown(() => pictures.close());
  const base = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
  const auth = await site.key('org', ['org-settings:write']);
  const set = async (logoUrl: string | null) => {
    const before = await site.host.db.raw('select id from billing_logos');
    const body = { logoUrl };
    t.is((await site.request('/api/v1/org-settings', { method: 'PUT', auth, body })).status, 200);
    if (logoUrl?.endsWith('.png') === false) return;
    while ((await site.host.db.raw('select id from billing_logos')).length === before.length) await sleep(20);
    clock.days += 1;
  };
  const first = await office.open('logo@client.test');
  const plain = await pdfOf(door, first);
  clock.days += 1;
  await set(`${base}/logo.png`);
  const second = await office.open('logo@client.test');
  const pictured = await pdfOf(door, second);
  t.true(pictured.includes('/Subtype /Image'));
  t.false(plain.includes('/Subtype /Image'));

  await set(`${base}/drawing.svg`);
  t.true((await pdfOf(door, second)).equals(pictured));
  await set(null);
  t.true((await pdfOf(door, first)).equals(plain));
  t.true((await pdfOf(door, second)).equals(pictured));
  t.false((await pdfOf(door, await office.open('logo@client.test'))).includes('/Subtype /Image'));
});

onOffices('nobody mails more by hand than the site allows within an hour', async (t, office) => {
  const { door } = office;
  const { request, admin: auth } = door.site;
  const allow = (billing_mails_per_hour: number) =>
    request('/wp-json/wp/v2/settings', { method: 'POST', auth, body: { billing_mails_per_hour } });
  const { customerId } = await office.open('often@client.test');
  const send = ({ id }: { readonly id: number }) =>
    request(`/wp-json/agency-os-ai/v1/invoices/${id}/send`, { method: 'POST', auth, body: {} });
  t.is((await send(await door.draft({ customerId }))).status, 200);
  t.is((await allow(1)).status, 200);
  const draft = await door.draft({ customerId });
  const refused = await send(draft);
  t.is(refused.status, 429, JSON.stringify(refused.body));
  t.true(Number(refused.headers.get('retry-after')) > 3000);
  t.is((await door.billing.invoices.get(door.actor, draft.id)).status, 'draft', 'it has taken no number');
  await allow(1000);
  t.is((await send(draft)).status, 200);
});

test('a logo that is small in its file alone is refused', async (t) => {
  const pixel = Buffer.from(PIXEL, 'base64');
  await t.notThrowsAsync(assertSmallPng(pixel));
  const bomb = Buffer.alloc(40_000_000);
  await t.throwsAsync(assertSmallPng(png(10, 10, deflateSync(bomb))), { message: /far more/ });
  await t.notThrowsAsync(assertSmallPng(png(2000, 2000, deflateSync(Buffer.alloc(2000 * 8001)))));
  await t.throwsAsync(assertSmallPng(png(4000, 4000, deflateSync(Buffer.alloc(10)))), { message: /pixels/ });
  await t.throwsAsync(assertSmallPng(png(1, 4001, deflateSync(Buffer.alloc(10)))), { message: /larger/ });
  for (const length of [8, 24, 40]) await t.throwsAsync(assertSmallPng(pixel.subarray(0, length)));
});

/** Of colours with transparency; without its check sums, which nobody looks at. */
function png(width: number, height: number, data: Buffer): Buffer {
  const chunk = (type: string, bytes: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(bytes.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, bytes, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

async function pdfOf({ site, key }: BillingDoor, { publicId }: Invoice): Promise<Buffer> {
  const answer = await fetch(`${site.url}/api/v1/invoices/${publicId}/pdf`, {
    headers: { authorization: key },
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

test('steps are days in their order, and what is none is left out', (t) => {
  t.deepEqual(stepsOf('7, -3,1,,x,1,14.5'), [-3, 1, 7]);
  t.deepEqual(stepsOf(''), []);
  t.deepEqual(stepsOf(undefined), []);
});
