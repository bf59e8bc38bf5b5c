import test from 'ava';
import type { CredentialKind, Principal } from '../../src/auth/principal.js';
import { databases } from '../support/databases.js';
import { type Asked, asked, basicHeader, bearer } from './request.js';
import { addUser, type Rooms, SECRET, secondProcess, shareRooms } from './rooms.js';

const MINUTE = 60_000;

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    (principal) => (principal === undefined ? 'absent' : principal === null ? 'nobody' : 'somebody'),
    (error: { code?: string }) => error.code ?? String(error),
  );
}

function ask(rooms: Pick<Rooms, 'authenticators'>, kind: CredentialKind, request: Asked) {
  return rooms.authenticators[kind].authenticate(asked(request).ctx);
}

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(
    name('takes an application password with or without blanks, by login or e-mail address'),
    async (t) => {
      const rooms = open();
      const user = await addUser(rooms, 'apps', 'member');
      const { password, item } = await rooms.applicationPasswords.create(rooms.host, user.id, {
        name: 'Script',
      });
      t.regex(password, /^[A-Za-z0-9]{24}$/);
      const spaced = password.replace(/(.{4})(?=.)/g, '$1 ');
      for (const [login, sent] of [
        ['apps', password],
        ['APPS', spaced],
        ['Apps@Example.com', password],
      ] as const) {
        const principal = await ask(rooms, 'application-password', {
          surface: 'wordpress',
          headers: basicHeader(login, sent),
        });
        t.like(principal, { userId: user.id, credential: { kind: 'application-password', id: item.uuid } });
      }
    },
  );

  test.serial(
    name('refuses a wrong application password, an unknown login and the login password as Basic'),
    async (t) => {
      const rooms = open();
      const user = await addUser(rooms, 'basic');
      const other = await addUser(rooms, 'basic-other');
      const { password } = await rooms.applicationPasswords.create(rooms.host, user.id, { name: 'Script' });
      const foreign = await rooms.applicationPasswords.create(rooms.host, other.id, { name: 'Script' });
      const tries = [
        basicHeader('basic', `${password.slice(0, -1)}-`),
        basicHeader('basic', 'basic-password'),
        basicHeader('basic', foreign.password),
        basicHeader('nobody', password),
        { authorization: 'Basic !!!' },
      ];
      for (const headers of tries) {
        t.is(
          await codeOf(ask(rooms, 'application-password', { surface: 'wordpress', headers })),
          'bad_credentials',
        );
      }
      const token = { surface: 'wordpress', headers: bearer('x') } as const;
      t.is(await codeOf(ask(rooms, 'application-password', token)), 'absent');
    },
  );

  test.serial(
    name('ends an application password when it expires and when it is revoked, at once'),
    async (t) => {
      const rooms = open();
      const user = await addUser(rooms, 'ending');
      const expiresAt = new Date(rooms.clock.now().getTime() + 3000);
      const short = await rooms.applicationPasswords.create(rooms.host, user.id, {
        name: 'Short',
        expiresAt,
      });
      const long = await rooms.applicationPasswords.create(rooms.host, user.id, { name: 'Long' });
      const request = (password: string) =>
        ask(rooms, 'application-password', {
          surface: 'agency-os',
          headers: basicHeader('ending', password),
        });
      t.is(await codeOf(request(short.password)), 'somebody');
      t.is(await codeOf(request(long.password)), 'somebody');
      rooms.clock.move(3000);
      t.is(await codeOf(request(short.password)), 'bad_credentials');
      t.is(await codeOf(request(long.password)), 'somebody');
      await rooms.applicationPasswords.revoke(rooms.host, user.id, long.item.uuid);
      t.is(await codeOf(request(long.password)), 'bad_credentials');
    },
  );

  test.serial(name('gives each application its own name, and says so as WordPress does'), async (t) => {
    const rooms = open();
    const user = await addUser(rooms, 'naming');
    const create = (name: string) => rooms.applicationPasswords.create(rooms.host, user.id, { name });
    await create('My app');
    const twice = await t.throwsAsync(create('my APP'));
    t.like(twice, { code: 'conflict', reason: 'application_password_duplicate_name' });
    const both = await Promise.allSettled([create('Race'), create('Race')]);
    t.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    t.like((both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason, {
      code: 'conflict',
    });
    t.is(await rooms.applicationPasswords.revokeAll(rooms.host, user.id), 2);
    t.is(await rooms.applicationPasswords.revokeAll(rooms.host, user.id), 0);
  });

  test.serial(
    name('notes the first use of an application password at once, later ones once a day'),
    async (t) => {
      const rooms = open();
      const user = await addUser(rooms, 'noted');
      const { password, item } = await rooms.applicationPasswords.create(rooms.host, user.id, {
        name: 'Script',
      });
      const use = async () => {
        await ask(rooms, 'application-password', {
          surface: 'wordpress',
          headers: basicHeader('noted', password),
        });
        await rooms.close();
        return (await rooms.applicationPasswords.get(user.id, item.uuid)).lastUsedAt?.getTime();
      };
      const first = await use();
      t.is(first, rooms.clock.now().getTime());
      rooms.clock.move(60 * MINUTE);
      t.is(await use(), first);
      rooms.clock.move(24 * 60 * MINUTE);
      t.is(await use(), rooms.clock.now().getTime());
    },
  );

  test.serial(name('opens with a key the one surface of its prefix'), async (t) => {
    const rooms = open();
    const surfaces = ['org', 'ops', 'hosting'] as const;
    const scopes = ['org-settings:read'];
    for (const surface of surfaces) {
      const { key, item } = await rooms.apiKeys.create(rooms.host, {
        surface,
        name: `For ${surface}`,
        scopes,
      });
      for (const other of [...surfaces, 'wordpress', 'agency-os', 'assistants'] as const) {
        const outcome = await codeOf(ask(rooms, 'api-key', { surface: other, headers: bearer(key) }));
        t.is(outcome, other === surface ? 'somebody' : 'bad_credentials', `${surface} key on ${other}`);
      }
      const principal = (await ask(rooms, 'api-key', { surface, headers: bearer(key) })) as Principal;
      t.is(principal.userId, null);
      t.deepEqual([[...principal.orgScopes], [...principal.siteScopes]], [scopes, []]);
      t.is(principal.credential.id, item.publicId);
    }
  });

  test.serial(name('takes an ops key as X-API-Key too, and no other anywhere else'), async (t) => {
    const rooms = open();
    const ops = await rooms.apiKeys.create(rooms.host, { surface: 'ops', name: 'Ops', scopes: [] });
    const org = await rooms.apiKeys.create(rooms.host, { surface: 'org', name: 'Org', scopes: [] });
    const ask2 = (surface: 'ops' | 'org', key: string) =>
      codeOf(ask(rooms, 'api-key', { surface, headers: { 'x-api-key': key } }));
    t.is(await ask2('ops', ops.key), 'somebody');
    t.is(await ask2('ops', org.key), 'bad_credentials');
    t.is(await ask2('org', org.key), 'absent');
  });

  test.serial(name('refuses keys that are mistyped, unknown, expired or revoked'), async (t) => {
    const rooms = open();
    const expiresAt = new Date(rooms.clock.now().getTime() + MINUTE);
    const make = (name: string, more = {}) =>
      rooms.apiKeys.create(rooms.host, { surface: 'org', name, scopes: ['*'], ...more });
    const [good, short] = [await make('Good'), await make('Short', { expiresAt })];
    const code = (key: string) => codeOf(ask(rooms, 'api-key', { surface: 'org', headers: bearer(key) }));
    const last = good.key.at(-1) === 'a' ? 'b' : 'a';
    t.is(await code(good.key.slice(0, -1) + last), 'bad_credentials');
    t.is(await code('sk_live_x'), 'bad_credentials');
    t.is(await code('anything'), 'bad_credentials');
    t.is(await code(short.key), 'somebody');
    rooms.clock.move(MINUTE);
    t.is(await code(short.key), 'bad_credentials');
    t.is(await code(good.key), 'somebody');
    await rooms.apiKeys.revoke(rooms.host, good.item.publicId);
    t.is(await code(good.key), 'bad_credentials');
    t.truthy((await rooms.apiKeys.revoke(rooms.host, good.item.publicId)).revokedAt);
  });

  test.serial(name('hands out no key that reaches further than its maker, nor to the site'), async (t) => {
    const rooms = open();
    const manager: Principal = {
      ...rooms.host,
      siteScopes: new Set(),
      orgScopes: new Set(['api-keys:write', 'members:read']),
    };
    const create = (actor: Principal, scopes: string[]) =>
      rooms.apiKeys.create(actor, { surface: 'org', name: 'K', scopes });
    await t.notThrowsAsync(create(manager, ['members:read']));
    for (const scopes of [['*'], ['members:write'], ['nobody-declares:this']]) {
      t.like(await t.throwsAsync(create(manager, scopes)), { code: 'unprocessable', field: 'scopes' });
    }
    t.like(await t.throwsAsync(create(rooms.host, ['plugins:write'])), { code: 'unprocessable' });
    t.like(await t.throwsAsync(create(rooms.host, ['Not a scope'])), { code: 'invalid', field: 'scopes' });
    await t.notThrowsAsync(create(rooms.host, ['nobody-declares:this']));
  });

  test.serial(
    name('takes access tokens until they expire, or their session ends, or the secret is given up'),
    async (t) => {
      const rooms = open();
      const user = await addUser(rooms, 'tokens', 'administrator');
      const pair = await rooms.tokens.issue(user, {});
      const code = (token: string, of: Pick<Rooms, 'authenticators'> = rooms) =>
        codeOf(ask(of, 'jwt', { surface: 'ops', headers: bearer(token) }));
      t.is(await code(pair.accessToken), 'somebody');
      t.is(await code(`${pair.accessToken.slice(0, -3)}abc`), 'bad_credentials');
      t.is(await code('sk_live_x'), 'absent');
      t.is(await code(pair.accessToken, secondProcess(rooms, ['a-newer-secret', SECRET])), 'somebody');
      t.is(await code(pair.accessToken, secondProcess(rooms, ['a-newer-secret'])), 'bad_credentials');
      rooms.clock.move(15 * MINUTE);
      t.is(await code(pair.accessToken), 'bad_credentials');

      const next = await rooms.tokens.refresh(pair.refreshToken);
      t.is(await code(next.accessToken), 'somebody');
      await rooms.users.setPassword(rooms.host, user.id, 'something new');
      t.is(await code(next.accessToken), 'bad_credentials');
      t.is(await codeOf(rooms.tokens.refresh(next.refreshToken)), 'bad_credentials');
    },
  );

  test.serial(name('refuses tokens of another algorithm'), async (t) => {
    const rooms = open();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const user = await addUser(rooms, 'algorithm');
    const { accessToken } = await rooms.tokens.issue(user, {});
    const [header = '', body = ''] = accessToken.split('.');
    const kid = (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
    for (const forged of [
      `${part({ alg: 'none', kid })}.${body}.`,
      `${part({ alg: 'HS512', kid })}.${body}.x`,
      `a.${body}.c`,
    ]) {
      t.is(await codeOf(ask(rooms, 'jwt', { surface: 'ops', headers: bearer(forged) })), 'bad_credentials');
    }
  });

  test.serial(name('ends the session when a used refresh token comes again'), async (t) => {
    const rooms = open();
    const user = await addUser(rooms, 'reused');
    const first = await rooms.tokens.issue(user, {});
    const second = await rooms.tokens.refresh(first.refreshToken);
    rooms.clock.move(1000);
    t.is(await codeOf(rooms.tokens.refresh(first.refreshToken)), 'bad_credentials');
    t.is(await codeOf(rooms.tokens.refresh(second.refreshToken)), 'bad_credentials');
    t.is(
      await codeOf(ask(rooms, 'jwt', { surface: 'ops', headers: bearer(second.accessToken) })),
      'bad_credentials',
    );
  });

  test.serial(name('lets one of two concurrent refreshes win, and its tokens live'), async (t) => {
    const rooms = open();
    const user = await addUser(rooms, 'twofold');
    const { refreshToken } = await rooms.tokens.issue(user, {});
    const results = await Promise.allSettled([
      rooms.tokens.refresh(refreshToken),
      rooms.tokens.refresh(refreshToken),
    ]);
    const won = results.filter((result) => result.status === 'fulfilled');
    t.is(won.length, 1);
    await t.notThrowsAsync(rooms.tokens.refresh(won[0]?.value.refreshToken ?? ''));
  });

  test.serial(name('issued no OAuth tokens yet, so refuses all'), async (t) => {
    const rooms = open();
    t.is(
      await codeOf(ask(rooms, 'oauth', { surface: 'assistants', headers: bearer('x') })),
      'bad_credentials',
    );
    t.is(await codeOf(ask(rooms, 'oauth', { surface: 'assistants' })), 'absent');
  });
}
