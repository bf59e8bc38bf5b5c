import test from 'ava';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import { shareRooms } from '../auth/rooms.js';
import { databases } from '../support/databases.js';

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(name('shows every setting from the first day, and changes the given ones'), async (t) => {
    const { orgSettings, host, directory } = open();
    const before = await orgSettings.get(host);
    t.deepEqual(Object.keys(before).sort(), [
      'address',
      'contactEmail',
      'currency',
      'invoicePrefix',
      'invoiceTerms',
      'locale',
      'logoUrl',
      'name',
      'taxId',
      'taxRate',
      'timezone',
    ]);
    const changes = { currency: 'EUR', taxRate: 8.8751, address: { line1: 'Street 1', country: 'DE' } };
    t.deepEqual(await orgSettings.update(host, changes), { ...before, ...changes });
    t.deepEqual(await orgSettings.update(host, { taxId: 'DE1', timezone: 'Europe/Berlin' }), {
      ...before,
      ...changes,
      taxId: 'DE1',
      timezone: 'Europe/Berlin',
    });
    t.like(await directory.organization(host), { currency: 'EUR', timezone: 'Europe/Berlin' });
    t.is((await orgSettings.update(host, { address: null })).address, null);
  });

  test.serial(name('names every unknown setting and bad value at once, and changes nothing'), async (t) => {
    const { orgSettings, host } = open();
    const before = await orgSettings.get(host);
    const bad = {
      colour: 'red',
      constructor: 1,
      currency: 'XXY',
      timezone: 'Mars/Olympus',
      locale: '',
      logoUrl: 'javascript:alert(1)',
      address: { planet: 'Mars' },
      taxRate: 101,
      invoicePrefix: 'A\nB',
    };
    await t.throwsAsync(orgSettings.update(host, { taxRate: 8.87512 }), { message: /at most 4 decimals/ });
    const error = await t.throwsAsync(orgSettings.update(host, { ...bad, name: 'Fine' }));
    t.like(error, { code: 'unprocessable' });
    const details = (error as unknown as { details: { field: string; rule: string }[] }).details;
    t.deepEqual(details.map(({ field }) => field).sort(), Object.keys(bad).sort());
    t.deepEqual(
      details.filter(({ rule }) => rule === 'unknown').map(({ field }) => field),
      ['colour', 'constructor'],
    );
    t.deepEqual(await orgSettings.get(host), before);
  });

  test.serial(name('keeps the settings of organisations apart'), async (t) => {
    const { orgSettings, organizations, host } = open();
    const other = hostPrincipal((await organizations.create(host, { name: 'Other' })).id, 'test');
    await orgSettings.update(other, { invoicePrefix: 'O-', name: 'Others' });
    t.is((await orgSettings.get(host)).invoicePrefix, 'INV-');
    t.like(await orgSettings.get(other), { invoicePrefix: 'O-', name: 'Others' });
  });

  test.serial(name('two updates of different settings at once both stay'), async (t) => {
    const { orgSettings, host } = open();
    await orgSettings.update(host, { taxId: 'none' });
    for (let round = 1; round <= 5; round++) {
      const changes = { taxId: `DE${round}`, invoicePrefix: `P${round}-`, taxRate: round };
      const each = Object.entries(changes).map(([key, value]) => orgSettings.update(host, { [key]: value }));
      await Promise.all(each);
      t.like(await orgSettings.get(host), changes);
    }
  });
}
