import { existsSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import test from 'ava';
import type { Invoice } from '../../plugins/billing/contract.js';
import { PaymentsDouble } from '../../plugins/billing/double/double.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Answer, type Site, type SiteOverrides, startSite } from '../support/site.js';
import { BillingDoor } from './billing-sites.js';

const WEBHOOK_SECRET = 'whsec_of_the_house';
const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';

/** A site whose customers pay at a double of the provider. */
class House {
  private constructor(
    readonly door: BillingDoor,
    readonly double: PaymentsDouble,
  ) {}

  static async open(database: TestDatabase, overrides: SiteOverrides = {}): Promise<House> {
    const double = await new PaymentsDouble({ silenceMs: 100 }).start();
    return new House(await BillingDoor.open(await startSite(database, overrides)), double);
  }

  get site(): Site {
    return this.door.site;
  }

  async takePayments(): Promise<void> {
    const { secretKey, url } = this.double;
    const body = {
      billing_stripe_secret_key: secretKey,
      billing_stripe_webhook_secret: WEBHOOK_SECRET,
      billing_stripe_api_base: url,
    };
    const { admin: auth, request } = this.site;
    const { status } = await request('/wp-json/wp/v2/settings', { method: 'POST', auth, body });
    if (status !== 200) throw new Error(`The settings were answered ${status}`);
  }

  async close(): Promise<void> {
    await this.site.stop();
    await this.double.stop();
  }
}

/** As it stands in the mail, without the site. */
async function linkOf({ billing, actor }: BillingDoor, { id }: Pick<Invoice, 'id'>): Promise<string> {
  return new URL(await billing.sending.link(actor, id)).pathname;
}

const customer = {
  name: 'Ärger <b>& Søn</b>',
  company: 'Ärger KG',
  taxId: 'DE111111111',
  language: 'de-DE',
};

for (const database of databases) {
  let house: House;
  const named = (title: string) => `${database.engine}: ${title}`;
  test.before(async () => {
    house = await House.open(database);
  });
  test.after.always(() => house?.close());

  test.serial(
    named('who has the link sees this invoice, in the language of the customer, and gets it as PDF'),
    async (t) => {
      const { site, door } = house;
      const { id: customerId } = await door.customer(customer);
      const invoice = await door.open({ customerId, notes: 'Danke!' });
      const link = await linkOf(door, invoice);
      const shown = await site.request(link);
      t.is(shown.status, 200);
      t.is(shown.headers.get('cache-control'), 'no-store');
      t.is(shown.headers.get('referrer-policy'), 'same-origin');
      t.is(shown.headers.get('x-robots-tag'), 'noindex');
      t.regex(shown.body, /<html lang="de-DE">/);
      t.regex(shown.body, new RegExp(`<h1>Rechnung ${invoice.number}</h1>`));
      t.true(shown.body.includes('Ärger &lt;b&gt;&amp; Søn&lt;/b&gt;'));
      t.regex(shown.body, /<strong>Ärger KG<\/strong><br>Ärger .*<br>USt-IdNr\.: DE111111111/);
      t.false(shown.body.includes('Rabatt'));
      t.regex(shown.body, /119,00\s€/);
      t.regex(shown.body, /Danke!/);
      t.false(shown.body.includes('id="pay"'), 'no provider is configured');

      const file = await site.request(`${link}/pdf`);
      t.is(file.headers.get('content-type'), 'application/pdf');
      t.regex(file.headers.get('content-disposition') ?? '', /^inline; filename="Rechnung /);
      t.is(file.body.slice(0, 5), '%PDF-');
    },
  );

  test.serial(named('a link opens one invoice, and what is close to a link opens none'), async (t) => {
    const { site, door } = house;
    const [one, other] = [await door.open(), await door.open()];
    const [link, otherLink] = [await linkOf(door, one), await linkOf(door, other)];
    const again = await linkOf(door, one);
    t.not(again, link);
    for (const path of [link, again]) t.true((await site.request(path)).body.includes(one.number as string));
    t.false((await site.request(link)).body.includes(other.number as string));

    const [id = '', secret = ''] = link.split('/').at(-1)?.split('.') ?? [];
    const [otherId = '', otherSecret = ''] = otherLink.split('/').at(-1)?.split('.') ?? [];
    t.is(Buffer.from(secret, 'base64url').length, 32);
    const stored = JSON.stringify(await site.host.db.raw('select * from billing_invoice_links'));
    t.false(stored.includes(secret));
    const wrong = [
      `${id}.${otherSecret}`,
      `${otherId}.${secret}`,
      `${id}.`,
      id,
      secret,
      '.',
      `${id}.${secret}x`,
    ];
    for (const token of [...wrong, one.publicId, '%00', `${id}.${secret.toLowerCase()}`])
      for (const path of ['', '/pdf', '/credit-notes/x/pdf'])
        t.is((await site.request(`/billing/invoice/${token}${path}`)).status, 404, token + path);
    t.is((await site.request(`${link}/credit-notes/${other.publicId}/pdf`)).status, 404);
    t.is((await site.request(`${link}x/pay`, { method: 'POST' })).status, 404);
  });

  test.serial(
    named('a draft has no page, and another organisation makes no link and sees no document'),
    async (t) => {
      const { door } = house;
      const draft = await door.draft();
      t.is((await door.send('POST', `/invoices/${draft.publicId}/link`)).status, 409);
      const elsewhere = await door.elsewhere('Other');
      const { publicId } = await door.open();
      for (const path of ['link', 'send'])
        t.is((await elsewhere.send('POST', `/invoices/${publicId}/${path}`, { body: {} })).status, 404);
      for (const path of ['pdf', 'credit-notes/x/pdf'])
        t.is((await elsewhere.send('GET', `/invoices/${publicId}/${path}`)).status, 404);
    },
  );

  test.serial(named('what became of the invoice is shown: credited, paid, void'), async (t) => {
    const { site, door } = house;
    await house.takePayments();
    const { billing, actor } = door;
    const [paid, voided] = [await door.open(), await door.open()];
    const [link, voidLink] = [await linkOf(door, paid), await linkOf(door, voided)];
    for (const path of [link, `${link}?paid=1`])
      t.true(
        (await site.request(path)).body.includes('id="pay"'),
        'also where nothing is on its way any more',
      );

    const lines = [{ description: 'Less', unitPrice: 1_000, taxRate: 190_000 }];
    const note = await billing.invoices.credit(actor, paid.id, { key: 'less', lines });
    const credited = await site.request(link);
    t.regex(credited.body, /Pay €107\.10/);
    const file = new RegExp(`href="(${link}/credit-notes/${note.publicId}/pdf)"`).exec(credited.body)?.[1];
    t.is((await site.request(file ?? '')).headers.get('content-type'), 'application/pdf');

    await billing.invoices.pay(actor, paid.id, { method: 'cash', key: 'all' });
    const thanks = await site.request(link);
    t.regex(thanks.body, /id="status">This invoice is paid/);
    t.regex(thanks.body, /<dt>Paid on<\/dt>/);
    t.false(thanks.body.includes('id="pay"'));

    await billing.invoices.void(actor, voided.id);
    const gone = await site.request(voidLink);
    t.regex(gone.body, /id="status">This invoice was voided/);
    t.false(gone.body.includes('id="pay"'));
    for (const path of [link, voidLink]) {
      const again = await post(site.request, `${path}/pay`);
      t.deepEqual([again.status, again.headers.get('location')], [303, path]);
    }
  });

  test.serial(
    named('the button leads to a checkout of the provider, and whoever comes back is told to wait'),
    async (t) => {
      const { site, door, double } = house;
      await house.takePayments();
      const link = await linkOf(door, await door.open());
      const led = await post(site.request, `${link}/pay`);
      const url = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(led.body)?.[1] ?? '';
      t.true(url.startsWith(double.url), led.body);
      const [session] = double.rooms.shelf.list('checkout.session');
      t.like(session, { amount_total: 11_900, success_url: `http://site.test${link}?paid=1` });
      const back = await site.request(`${link}?paid=1`);
      t.regex(back.body, /id="status">Your payment is on its way/);
      t.false(back.body.includes('id="pay"'));

      const cents = { lines: [{ description: 'Rounding', unitPrice: 20, taxRate: 0 }] };
      const small = await post(site.request, `${await linkOf(door, await door.open(cents))}/pay`);
      t.is(small.status, 409);
      t.regex(small.body, /id="status" role="alert">This amount cannot be paid online/);
      t.false(small.body.includes('id="pay"'));

      await double.stop();
      const refused = await post(site.request, `${link}/pay`);
      t.is(refused.status, 503);
      t.regex(refused.body, /id="status" role="alert">Paying online does not work/);
      await double.start();
      const foreign = { 'sec-fetch-site': 'cross-site' };
      t.is((await site.request(`${link}/pay`, { method: 'POST', headers: foreign })).status, 403);
    },
  );
}

function post(request: (path: string, sent: object) => Promise<Answer>, path: string): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
  return request(path, { method: 'POST', headers, body: '' });
}

test('in Chromium a customer follows the link, is declined, pays with another card and reads that it is paid', async (t) => {
  const [database] = databases;
  if (!existsSync(CHROMIUM) || !database) {
    const message = `NOT RUN: there is no browser at ${CHROMIUM}. Install chromium, or name one in CHROMIUM.`;
    if (process.env.REQUIRE_ALL === '1') throw new Error(message);
    t.log(message);
    return t.pass(message);
  }
  // Browsers compare addresses: the site must be where it says that it is.
  const port = 20_000 + ((process.pid + 7) % 20_000);
  const house = await House.open(database, { port, siteUrl: `http://127.0.0.1:${port}` });
  t.teardown(() => house.close());
  await house.takePayments();
  const { door } = house;
  const invoice = await door.open({ customerId: (await door.customer(customer)).id });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--headless', '--no-sandbox'] });
  t.teardown(() => browser.close());
  const visitor: Page = await (await browser.newContext()).newPage();
  const faults: string[] = [];
  visitor.on('console', (said) => {
    if (said.type() === 'error') faults.push(said.text());
  });
  await visitor.goto(await door.billing.sending.link(door.actor, invoice.id));
  t.is(await visitor.locator('h1').textContent(), `Rechnung ${invoice.number}`);
  await visitor.setViewportSize({ width: 360, height: 720 });
  const amount = await visitor.locator('.lines td:last-child').boundingBox();
  t.true(
    amount !== null && amount.x >= 0 && amount.x + amount.width <= 360,
    'telephones show what each line costs',
  );
  await visitor.locator('#pay').click();
  await visitor.waitForURL(/\/checkout\//);
  await visitor.locator('#decline').click();
  t.regex((await visitor.locator('[role=alert]').textContent()) ?? '', /declined/);
  t.is((await door.billing.invoices.get(door.actor, invoice.id)).status, 'open');
  t.regex(faults.pop() ?? '', /402/, 'the browser notes the status of the page that says so');
  await visitor.locator('select[name=card]').selectOption('pm_card_visa');
  await visitor.locator('#pay').click();
  await visitor.waitForURL(/\?paid=1$/);
  t.regex((await visitor.locator('#status').textContent()) ?? '', /Zahlung ist unterwegs/);
  // Nothing is known of it before the provider has told.
  house.double.sendTo({ url: `${house.site.url}/api/billing/webhook`, secret: WEBHOOK_SECRET });
  await fetch(`${house.double.url}/double/resend`, { method: 'POST' });
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await visitor.reload())
    if (/ist bezahlt/.test((await visitor.locator('#status').textContent()) ?? '')) break;
  t.regex((await visitor.locator('#status').textContent()) ?? '', /ist bezahlt/);
  t.is(await visitor.locator('#pay').count(), 0);
  t.deepEqual(faults, []);
});
