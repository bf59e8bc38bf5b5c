import test from 'ava';
import { ApiKeyWarnings } from '../../src/auth/api-key-warnings.js';
import type { NewNotification } from '../../src/notifications/notification.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';

const DAY = 86_400_000;

for (const database of databases) {
  test(`${database.engine}: nobody is warned of a key that ends while others are told of theirs`, async (t) => {
    const { actor, host, stop } = await startSite(database);
    t.teardown(stop);
    const { apiKeys } = host.auth;
    const expiresAt = new Date(host.clock.now().getTime() + DAY);
    const make = async (name: string) => {
      const input = { surface: 'org', name, scopes: ['members:read'], expiresAt } as const;
      return (await apiKeys.create(actor, input)).item.publicId;
    };
    await make('first');
    const [revoked, deleted] = [await make('revoked'), await make('deleted')];

    const told: unknown[] = [];
    const tell = async ({ data }: NewNotification) => {
      told.push(data?.publicId);
      if (told.length === 1) {
        await apiKeys.revoke(actor, revoked);
        await apiKeys.delete(actor, deleted);
      }
      return '';
    };
    const notifications = {
      notify: (_: unknown, note: NewNotification) => tell(note),
      notifyHolders: async (_org: number, _scope: string, note: NewNotification) => void (await tell(note)),
    };
    await new ApiKeyWarnings(host.db, host.clock, notifications).send(new AbortController().signal);
    t.is(told.length, 1);
    t.false(told.includes(revoked) || told.includes(deleted));
  });
}
