import type { ExecutionContext } from 'ava';
import type { Invoice } from '../../plugins/billing/contract.js';
import { type BillingDoor, onBillingSites } from './billing-sites.js';

const billing = onBillingSites();

/** The path of a new link, as its customer has it. */
async function linkOf(door: BillingDoor, { publicId }: Invoice): Promise<string> {
  const { url } = await door.make(`/invoices/${publicId}/link`, {});
  return new URL(url).pathname;
}

async function seen(t: ExecutionContext, { site }: BillingDoor, path: string): Promise<string> {
  const { status, headers, body } = await site.request(path, { auth: null });
  t.is(status, 200);
  t.is(headers.get('cache-control'), 'no-store');
  t.is(headers.get('referrer-policy'), 'same-origin');
  t.regex(headers.get('x-robots-tag') ?? '', /noindex/);
  return body;
}

billing('whoever has the link sees the invoice in its language, and downloads it', async (t, door) => {
  const { id: customerId } = await door.customer({ name: '<b>Søren</b>', language: 'de' });
  const invoice = await door.open({ customerId });
  const path = await linkOf(door, invoice);
  const html = await seen(t, door, path);
  t.true(html.includes('<html lang="de">'));
  t.true(html.includes(`Rechnung ${invoice.number}`));
  t.true(html.includes('119,00'));
  t.true(html.includes('&lt;b&gt;Søren&lt;/b&gt;'));
  // Nobody is paid through a provider here.
  t.false(html.includes('<form'));
  const document = await fetch(`${door.site.url}${path}/pdf`);
  t.is(document.headers.get('content-type'), 'application/pdf');
  t.is(
    Buffer.from(await document.arrayBuffer())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );
});

billing('a paid and a void invoice say so, and are not paid again', async (t, door) => {
  const paid = await door.open();
  await door.billing.invoices.pay(door.actor, paid.id, { method: 'cash', key: `cash ${paid.id}` });
  const path = await linkOf(door, paid);
  t.true((await seen(t, door, path)).includes('This invoice is paid'));
  const again = await door.site.request(`${path}/pay`, { method: 'POST', auth: null });
  t.is(again.status, 303);
  t.regex(again.headers.get('location') ?? '', new RegExp(`${path}$`));

  const voided = await door.open();
  const other = await linkOf(door, voided);
  await door.put(`/invoices/${voided.publicId}`, { status: 'void' });
  t.true((await seen(t, door, other)).includes('was voided'));
});

billing('a link opens its own invoice alone, and what is no link opens nothing', async (t, door) => {
  const [first, second] = [await door.open(), await door.open()];
  const paths = [await linkOf(door, first), await linkOf(door, second)] as const;
  const [one, other] = paths.map((path) => path.slice(path.lastIndexOf('/') + 1).split('.'));
  const crossed = `/billing/invoice/${one?.[0]}.${other?.[1]}`;
  for (const path of [
    crossed,
    `/billing/invoice/${one?.[0]}`,
    `/billing/invoice/${one?.[0]}.`,
    '/billing/invoice/x',
  ]) {
    for (const [method, end] of [
      ['GET', ''],
      ['GET', '/pdf'],
      ['POST', '/pay'],
    ])
      t.is(
        (await door.site.request(`${path}${end}`, { method, auth: null })).status,
        404,
        `${method} ${path}${end}`,
      );
  }
  // One made later leaves the one before alone.
  t.not(await linkOf(door, first), paths[0]);
  await seen(t, door, paths[0]);
});

billing('a draft has no page, and another organisation makes no link', async (t, door) => {
  const draft = await door.draft();
  t.is((await door.send('POST', `/invoices/${draft.publicId}/link`, { body: {} })).status, 409);
  const elsewhere = await door.elsewhere('Other');
  const { publicId } = await door.open();
  for (const path of ['link', 'send'])
    t.is((await elsewhere.send('POST', `/invoices/${publicId}/${path}`, { body: {} })).status, 404);
  for (const path of ['pdf', 'credit-notes/x/pdf'])
    t.is((await elsewhere.send('GET', `/invoices/${publicId}/${path}`)).status, 404);
});
