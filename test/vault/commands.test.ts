import test, { type ExecutionContext } from 'ava';
import { SecretKeys } from '../../src/auth/secret-keys.js';
import { systemClock } from '../../src/clock.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { createLogger } from '../../src/log.js';
import { Vault } from '../../src/vault/vault.js';
import { jsonOf, typed } from '../command/typed.js';
import { databases, type TestDatabase } from '../support/databases.js';

const OLD = 'the-old-key-the-old-key-the-old-key-0';
const NEW = 'the-new-key-the-new-key-the-new-key-1';

interface Place {
  koapress(words: string, secretKey: string): ReturnType<typeof typed>;
  /** What a process with these keys does to the database. */
  beside<T>(keys: readonly string[], work: (vault: Vault, db: HostDatabase) => Promise<T>): Promise<T>;
}

async function place(t: ExecutionContext, database: TestDatabase): Promise<Place> {
  const opened = await database.open();
  t.teardown(() => opened.drop());
  const { url: databaseUrl, dataDir } = opened;
  const env = {
    DATA_DIR: dataDir,
    ADMIN_PASSWORD: 'first-password',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  };
  return {
    koapress: (words, secretKey) =>
      typed(words.split(' '), { folder: dataDir, env: { ...env, SECRET_KEY: secretKey } }),
    async beside(keys, work) {
      const db = await openDatabase({
        databaseUrl,
        dataDir,
        log: createLogger('silent'),
        clock: systemClock,
      });
      try {
        const derived = new SecretKeys(keys).derive('vault');
        return await work(new Vault({ db, clock: systemClock, keys: derived }), db);
      } finally {
        await db.close();
      }
    },
  };
}

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: a key is renewed: both keys, rotate, the new one alone`, async (t) => {
    const { koapress, beside } = await place(t, database);
    t.is((await koapress('user list', OLD)).code, 0);
    await beside([OLD], (vault) => vault.owned('shop').put(null, 'token', 'very-hidden'));

    const due = await koapress('doctor', `${NEW},${OLD}`);
    t.regex(due.out, /! Vault: 1 of 1 secrets are under older keys\n {4}koapress vault rotate/);
    const rotated = await koapress('vault rotate --json', `${NEW},${OLD}`);
    t.like(jsonOf(rotated), { rotated: 1, unreadable: 0 });
    t.like(jsonOf(await koapress('vault rotate --json', `${NEW},${OLD}`)), { rotated: 0 });
    const well = await koapress('vault doctor --json', NEW);
    t.is(well.code, 0);
    t.like(jsonOf(well), { rows: 1, under_older_keys: 0, unreadable: [] });
    t.regex((await koapress('doctor', NEW)).out, /✔ Vault: 1 secrets, all can be read/);
    t.is(await beside([NEW], (vault) => vault.owned('shop').get(null, 'token')), 'very-hidden');
  });

  test(`${engine}: without the key in use the site refuses to start, and the doctor says which key is missing`, async (t) => {
    const { koapress, beside } = await place(t, database);
    t.is((await koapress('user list', OLD)).code, 0);
    await beside([OLD], (vault) => vault.owned('shop').put(7, 'token', 'very-hidden'));
    const wrong = await koapress('user list', NEW);
    t.is(wrong.code, 1);
    t.regex(wrong.err, /^koapress: SECRET_KEY: none of the keys [^\n]+\n$/);

    // Somebody gives up the sessions as that line says; the secrets must not go with them.
    await beside([NEW], (_vault, db) =>
      db.query('kp_options').where({ name: 'kp_secret_key_fingerprint' }).delete(),
    );
    const refused = await koapress('user list', NEW);
    t.is(refused.code, 1);
    t.regex(
      refused.err,
      /^koapress: SECRET_KEY: 1 secrets of the vault are encrypted with the key [0-9a-f]{12}, [^\n]+\n$/,
    );
    const ill = await koapress('vault doctor', NEW);
    t.is(ill.code, 1);
    t.regex(
      ill.out,
      /✘ shop\/token of organisation 7 \(kp_secrets 1\) cannot be read: its key [0-9a-f]{12} is missing\n {4}Give the key/,
    );
    const json = jsonOf(await koapress('vault doctor --json', NEW)) as { unreadable: { key_id: string }[] };
    t.regex(json.unreadable[0]?.key_id ?? '', /^[0-9a-f]{12}$/);
    t.regex((await koapress('doctor', NEW)).out, /✘ Vault: shop\/token of organisation 7/);
    t.notRegex(ill.out + JSON.stringify(json), /very-hidden/);

    t.is((await koapress('user list', `${NEW},${OLD}`)).code, 0, 'the cure of the line');
    t.is((await koapress('vault rotate', `${NEW},${OLD}`)).code, 0);
    t.is((await koapress('user list', NEW)).code, 0);
  });

  test(`${engine}: with an older key gone the site runs, and rotate and the doctor tell of what is lost`, async (t) => {
    const { koapress, beside } = await place(t, database);
    t.is((await koapress('user list', OLD)).code, 0);
    await beside([OLD], (vault) => vault.owned('shop').put(null, 'token', 'x'));
    t.is((await koapress('user list', `${NEW},${OLD}`)).code, 0, 'the new key is in use from here');
    t.is((await koapress('user list', NEW)).code, 0);
    const rotated = await koapress('vault rotate', NEW);
    t.is(rotated.code, 1);
    t.regex(
      rotated.out,
      /0 secrets are now under the key [0-9a-f]{12}; 1 cannot be read: koapress vault doctor/,
    );
    t.is((await koapress('vault doctor', NEW)).code, 1);
    t.is((await koapress('vault doctor', `${NEW},${OLD}`)).code, 0);
  });
}

test('asked before there is a site, the doctor of the vault says so in one line', async (t) => {
  const [database] = databases;
  const opened = await (database as TestDatabase).open();
  t.teardown(() => opened.drop());
  const { code, err } = await typed(['vault', 'doctor'], {
    folder: opened.dataDir,
    env: { DATA_DIR: opened.dataDir },
  });
  t.is(code, 1);
  t.regex(err, /^koapress: [^\n]+\n$/);
});
