import test from 'ava';
import type { AuditFilter } from '../../src/audit/audit-log.js';
import { hostPrincipal, systemPrincipal } from '../../src/auth/system-principal.js';
import { runInRequest } from '../../src/request-context.js';
import { shareRooms } from '../auth/rooms.js';
import { databases } from '../support/databases.js';

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);
  const entry = (action: string, entityId = '1') => ({ action, entityType: 'thing', entityId });

  test.serial(name('knows who, what, from where and by which request'), async (t) => {
    const { audit, host } = open();
    const actor = systemPrincipal(host.orgId, 'nightly work');
    await runInRequest({ requestId: 'req-1', address: '192.0.2.9' }, () =>
      audit.record(actor, { ...entry('thing.made'), changes: { colour: [null, 'red'], apiSecret: 'x' } }),
    );
    const { items } = await audit.list(host, { action: 'thing.made' }, { kind: 'page', page: 1, perPage: 5 });
    t.like(items[0], {
      actorType: 'system',
      actorName: 'nightly work',
      actorId: null,
      ip: '192.0.2.9',
      requestId: 'req-1',
    });
    t.deepEqual(items[0]?.changes, { colour: [null, 'red'], apiSecret: '[hidden]' });
    t.true(items[0]?.createdAt instanceof Date);
  });

  test.serial(name('filters by every field, and keeps organisations apart'), async (t) => {
    const { audit, host, organizations, clock } = open();
    const other = hostPrincipal((await organizations.create(host, { name: 'Other' })).id, 'test');
    const from = clock.now();
    await audit.record(host, entry('filter.one', 'a'));
    clock.move(1000);
    await audit.record(host, entry('filter.two', 'b'));
    await audit.record(other, entry('filter.one', 'c'));
    const list = async (filter: AuditFilter, tenant = host) => {
      const found = await audit.list(
        tenant,
        { entityType: 'thing', ...filter },
        { kind: 'page', page: 1, perPage: 50 },
      );
      return found.items.map(({ entityId }) => entityId);
    };
    t.deepEqual(await list({ action: 'filter.one' }), ['a']);
    t.deepEqual(await list({ entityId: 'b' }), ['b']);
    t.deepEqual(await list({ from, before: new Date(from.getTime() + 1), action: 'filter.one' }), ['a']);
    t.deepEqual(await list({ from: new Date(from.getTime() + 1), action: 'filter.one' }), []);
    t.deepEqual(await list({ actorId: 12_345 }), []);
    t.deepEqual(await list({}, other), ['c']);
  });

  test.serial(name('joins the transaction: what was rolled back was never done'), async (t) => {
    const { audit, host, db } = open();
    const failed = db.transaction(async () => {
      await audit.record(host, entry('rolled.back'));
      throw new Error('no');
    });
    await t.throwsAsync(failed);
    t.is((await audit.list(host, { action: 'rolled.back' }, { kind: 'page', page: 1, perPage: 5 })).total, 0);
  });
}
