import test from 'ava';
import fc from 'fast-check';
import { databases } from '../../support/databases.js';
import { startSite } from '../../support/site.js';
import { BillingDoor } from '../billing-sites.js';

type Step = 'finalize' | 'pay' | 'undone' | 'rehearsed' | 'deleted' | 'void' | 'credit';

/** What becomes of a draft; numbers are taken where something becomes final and stays. */
async function take(door: BillingDoor, customerId: number, step: Step): Promise<void> {
  const { billing, actor } = door;
  const { db } = door.site.host;
  const { id } = await door.draft({ customerId });
  const finalize = () => billing.invoices.finalize(actor, id);
  const undone = async () => {
    await finalize();
    throw new Error('undone');
  };
  if (step === 'deleted') return billing.invoices.delete(actor, id);
  if (step === 'undone') return db.transaction(undone).catch(() => {});
  if (step === 'rehearsed') return void (await db.rehearse(finalize));
  if (step === 'pay') return void (await billing.invoices.pay(actor, id, { method: 'cash', key: 'once' }));
  await finalize();
  if (step === 'void') await billing.invoices.void(actor, id);
  if (step === 'credit') await billing.invoices.credit(actor, id, { key: 'once' });
}

const numbers = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => prefix + String(at + 1).padStart(6, '0'));

for (const database of databases) {
  test(`${database.engine}: whatever becomes of drafts, final invoices and credit notes are numbered without a gap`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const here = await BillingDoor.open(site);
    const step = fc.constantFrom<Step>('finalize', 'pay', 'undone', 'rehearsed', 'deleted', 'void', 'credit');
    let run = 0;
    const runs = fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      run += 1;
      const door = await here.elsewhere(`Numbers ${run}`);
      const { id } = await door.customer();
      for (const each of steps) await take(door, id, each);
      const { items } = await door.billing.invoices.list(door.actor, { page: 1, perPage: 100 });
      const final = items.filter(({ status }) => status !== 'draft').toReversed();
      const taken = final.map(({ number }) => number);
      t.deepEqual(taken, numbers(taken.length, 'INV-'));
      const notes = await Promise.all(
        final.map(({ id }) => door.billing.invoices.creditNotes(door.actor, id)),
      );
      const credited = notes.flat().map(({ number }) => number);
      t.deepEqual(credited, numbers(credited.length, 'INV-CN-'));
      t.is(credited.length, steps.filter((each) => each === 'credit').length);
    });
    await fc.assert(runs, { numRuns: 8 });
  });

  test(`${database.engine}: another prefix goes on counting`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const door = await BillingDoor.open(site);
    t.is((await door.open()).number, 'INV-000001');
    await site.host.accounts.orgSettings.update(door.actor, { invoicePrefix: 'RE-2027-' });
    t.is((await door.open()).number, 'RE-2027-000002');
  });
}
