import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { PaymentsDouble } from '../../../plugins/billing/double/double.js';
import { ADMIN, SiteProcess } from '../../faults/site-process.js';
import { exchange, type Headers } from '../../matrix/exchange.js';
import { Rows } from '../../matrix/rows.js';
import { browserHeaders } from '../../matrix/sign-in.js';
import { databases } from '../../support/databases.js';
import { DeadlyWire, type Death } from './deadly-wire.js';

type Provider = Pick<PaymentsDouble, 'secretKey' | 'url'>;

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

const PLACING = /^POST \/v1\/payment_intents$/;
/** Each finds what the one before has left of the same charge. */
const DEATHS: readonly Death[] = [
  { call: PLACING, when: 'unheard' },
  { call: PLACING, when: 'unanswered' },
  { call: /^GET \/v1\/payment_intents\/pi_/, when: 'answered' },
];

for (const database of databases)
  test.serial(
    `${database.engine}: a site that is killed before, in and after the call that charges a saved card charges and books once`,
    async (t) => {
      const place = await database.open();
      const double = await new PaymentsDouble({ behaviour: { mute: true } }).start();
      const wire = await DeadlyWire.to(double.url);
      t.teardown(async () => {
        await wire.close();
        await double.stop();
        await place.drop();
      });
      let site = await SiteProcess.start(place);
      const headers = await opened(site, { secretKey: double.secretKey, url: wire.url });
      const portal = await send(site, headers, '/api/billing/portal', {});
      const { url } = (portal as { data: { url: string } }).data;
      await fetch(`${url}/add`, { method: 'POST', body: new URLSearchParams(), redirect: 'manual' });
      const rows = await Rows.open(place);
      const [sold] = await rows.all('select public_id from billing_packages');
      for (const [index, death] of DEATHS.entries()) {
        if (index > 0) site = await SiteProcess.start(place);
        const dead = wire.kill(site, death);
        const topUp = { threshold_tokens: 4000, package_id: sold?.public_id, max_monthly_topups: 3 };
        if (index === 0) await send(site, headers, '/api/billing/auto-topup', topUp).catch(() => undefined);
        await dead;
      }
      site = await SiteProcess.start(place);
      const booked = async () =>
        (await rows.all('select booked from billing_package_orders')).map(({ booked }) => Number(booked));
      const deadline = Date.now() + 60_000;
      while (!(await booked()).includes(TOKENS) && Date.now() < deadline) await sleep(50);
      t.deepEqual(await booked(), [TOKENS]);
      t.is((await rows.all('select id from billing_payments')).length, 1);
      t.deepEqual(
        double.rooms.shelf.list('charge').map(({ paid, amount }) => [paid, amount]),
        [[true, 4900]],
      );
      t.is(double.rooms.shelf.list('payment_intent').length, 1);
      await rows.close();
      await site.end('SIGTERM');
    },
  );

async function opened(site: SiteProcess, double: Provider): Promise<Headers> {
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
