import test from 'ava';
import { newKey, parseKey } from '../../src/auth/api-key-format.js';
import { SecretKeys } from '../../src/auth/secret-keys.js';
import { base62, equalTexts, randomText } from '../../src/auth/secrets.js';
import { databases } from '../support/databases.js';
import { SECRET, shareRooms } from './rooms.js';

test('signs with the newest key and verifies with all of them', (t) => {
  const old = new SecretKeys(['old']);
  const both = new SecretKeys(['new', 'old']);
  const signature = old.sign('login-cookie', 'text');
  t.true(both.verifies('login-cookie', 'text', signature));
  t.false(both.verifies('login-cookie', 'other', signature));
  t.false(both.verifies('nonce', 'text', signature), 'each purpose has its own key');
  t.false(old.verifies('login-cookie', 'text', both.sign('login-cookie', 'text')));
});

test('writes keys with id, 32 random bytes and a checksum, and reads nothing else', (t) => {
  for (const [surface, prefix] of [
    ['org', 'sk_live_'],
    ['ops', 'kp_ops_'],
    ['hosting', 'kp_host_'],
  ] as const) {
    const { key, keyId, secret } = newKey(surface);
    t.true(key.startsWith(prefix));
    t.is(secret.length, 43);
    t.deepEqual(parseKey(key), { surface, keyId, secret });
    t.is(parseKey(`${key}x`), undefined);
    t.is(parseKey(key.replace(prefix, prefix === 'sk_live_' ? 'kp_ops_' : 'sk_live_')), undefined);
  }
  t.is(base62(Buffer.alloc(32, 255)).length, 43);
  t.is(base62(Buffer.alloc(32)), '0'.repeat(43));
  t.regex(randomText(100), /^[0-9A-Za-z]{100}$/);
  t.false(equalTexts('a', 'ab'));
});

for (const database of databases) {
  const open = shareRooms(test, database);

  test.serial(`${database.engine}: refuses to start with keys that the database does not know`, async (t) => {
    const { options } = open();
    const start = (...keys: string[]) => new SecretKeys(keys).assertMatch(options);
    await start(SECRET);
    await start(SECRET);
    await t.throwsAsync(start('foreign'), { message: /^SECRET_KEY: none of the keys/ });
    await start('newer', SECRET);
    await start('newer');
    await t.throwsAsync(start(SECRET), { message: /^SECRET_KEY: none of the keys/ });
  });
}
