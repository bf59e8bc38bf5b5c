import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { PaymentsDouble } from '../../../plugins/billing/double/double.js';
import { ADMIN, SiteProcess } from '../../faults/site-process.js';
import { exchange, type Headers } from '../../matrix/exchange.js';
import { Rows } from '../../matrix/rows.js';
import { browserHeaders } from '../../matrix/sign-in.js';
import { databases } from '../../support/databases.js';

const SECRET = 'whsec_of_the_tests';
const KILLS = 3;
const IN_ONE_LIFE = 3;
const TOKENS = 5000;

for (const database of databases)
  test.serial(
    `${database.engine}: a site that is killed under its webhooks books each payment once`,
    async (t) => {
      const place = await database.open();
      const double = await new PaymentsDouble({ behaviour: { twice: true } }).start();
      t.teardown(async () => {
        await double.stop();
        await place.drop();
      });
      let headers: Headers | undefined;
      let keys = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const site = await SiteProcess.start(place);
        double.sendTo({ url: `${site.url}/api/billing/webhook`, secret: SECRET });
        headers ??= await opened(site, double);
        for (let payment = 0; payment < IN_ONE_LIFE; payment += 1) {
          keys += 1;
          const body = { package_slug: 'tokens', idempotency_key: `k${keys}` };
          const made = await send(site, headers, '/api/billing/create-payment-intent', body);
          const { payment_intent_id: id } = (made as { data: { payment_intent_id: string } }).data;
          await fetch(`${double.url}/double/intents/${id}/pay`, { method: 'POST' });
        }
        await sleep(Math.random() * 150);
        await site.end('SIGKILL');
      }
      const site = await SiteProcess.start(place);
      double.sendTo({ url: `${site.url}/api/billing/webhook`, secret: SECRET });
      const rows = await Rows.open(place);
      const booked = async () =>
        Number((await rows.all('select sum(booked) as n from billing_package_orders'))[0]?.n);
      const deadline = Date.now() + 60_000;
      while ((await booked()) < keys * TOKENS && Date.now() < deadline) await sleep(50);
      t.is(await booked(), keys * TOKENS);
      t.is((await rows.all('select id from billing_payments')).length, keys);
      t.is(double.rooms.shelf.list('charge').length, keys);
      await rows.close();
      await site.end('SIGTERM');
    },
  );

async function opened(site: SiteProcess, double: PaymentsDouble): Promise<Headers> {
  const headers = await browserHeaders(site.url, { ...ADMIN, email: '' });
  await send(site, headers, '/wp-json/wp/v2/settings', {
    billing_stripe_secret_key: double.secretKey,
    billing_stripe_webhook_secret: SECRET,
    billing_stripe_api_base: double.url,
  });
  const sold = {
    slug: 'tokens',
    name: 'Tokens',
    unit: 'token',
    amount: TOKENS,
    price: 4900,
    currency: 'EUR',
  };
  await send(site, headers, '/wp-json/billing/v1/packages', sold);
  return headers;
}

async function send(site: SiteProcess, headers: Headers, path: string, body: object): Promise<unknown> {
  const answer = await exchange(site.url, { method: 'post', path, body, headers });
  if (answer.status >= 300)
    throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer.body;
}
