import { createHash } from 'node:crypto';
import test from 'ava';
import type { User } from '../../src/accounts/user.js';
import { databases } from '../support/databases.js';
import { type Asked, asked, basicHeader } from './request.js';
import { addUser, type Rooms, SECRET, SITE_URL, secondProcess, shareRooms } from './rooms.js';

const DAY = 86_400_000;
const TICK = 43_200_000;

interface Browser {
  readonly user: User;
  readonly cookie: string;
  readonly token: string;
  readonly nonce: string;
}

async function signedIn(rooms: Rooms, login: string, remember = false): Promise<Browser> {
  const user = (await rooms.users.byLogin(login)) ?? (await addUser(rooms, login));
  const { cookieValue, token } = await rooms.sessions.start(user, {
    remember,
    address: '192.0.2.1',
    userAgent: 'Firefox',
  });
  const nonce = rooms.nonces.create('wp_rest', user.id, token);
  return { user, cookie: encodeURIComponent(cookieValue), token, nonce };
}

/** The outcome in a word, and the nonce that the answer brings. */
async function visit(
  rooms: Pick<Rooms, 'authenticators' | 'loginCookie'>,
  cookie: string | undefined,
  more: Partial<Asked> = {},
) {
  const cookies: Record<string, string> = cookie === undefined ? {} : { [rooms.loginCookie.name]: cookie };
  const { ctx, answered } = asked({ surface: 'wordpress', cookies, ...more });
  const outcome = await rooms.authenticators.session.authenticate(ctx).then(
    (principal) => (principal ? principal.name : String(principal)),
    (error: { code?: string }) => error.code ?? String(error),
  );
  return { outcome, fresh: answered['X-WP-Nonce'] };
}

const nonceHeader = (nonce: string) => ({ headers: { 'X-WP-Nonce': nonce } });

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(name('writes the cookie as WordPress does, named after the site'), async (t) => {
    const rooms = open();
    const user = await addUser(rooms, 'cookie');
    const { cookieValue, expires, cookieMaxAge, token } = await rooms.sessions.start(user, {});
    t.is(rooms.loginCookie.name, `wordpress_logged_in_${createHash('md5').update(SITE_URL).digest('hex')}`);
    const [login, expiration, inside, mac] = cookieValue.split('|');
    t.deepEqual([login, expiration, inside], ['cookie', String(expires.getTime() / 1000), token]);
    t.regex(mac ?? '', /^[0-9a-f]{64}$/);
    t.regex(token, /^[0-9A-Za-z]{43}$/);
    t.is(expires.getTime() - rooms.clock.now().getTime(), 2 * DAY);
    t.is(cookieMaxAge, null);
    const long = await rooms.sessions.start(user, { remember: true });
    t.is(long.expires.getTime() - rooms.clock.now().getTime(), 14 * DAY);
    t.is(long.cookieMaxAge, 1_252_800);
  });

  test.serial(
    name('lets a cookie with its nonce in, by header or parameter, and brings the present nonce'),
    async (t) => {
      const rooms = open();
      const { cookie, nonce } = await signedIn(rooms, 'welcome');
      t.deepEqual(await visit(rooms, cookie, nonceHeader(nonce)), { outcome: 'welcome', fresh: nonce });
      t.is((await visit(rooms, cookie, { query: { _wpnonce: nonce } })).outcome, 'welcome');
      const both = { query: { _wpnonce: nonce }, ...nonceHeader('0000000000') };
      t.is((await visit(rooms, cookie, both)).outcome, 'welcome', 'the parameter wins');
    },
  );

  test.serial(
    name('makes a cookie without a nonce nobody, and refuses one with a nonce that is not its own'),
    async (t) => {
      const rooms = open();
      const mine = await signedIn(rooms, 'mine');
      const again = await signedIn(rooms, 'mine');
      const other = await signedIn(rooms, 'other');
      t.is((await visit(rooms, mine.cookie)).outcome, 'null');
      for (const nonce of ['', 'zzzzzzzzzz', '0123456789', again.nonce, other.nonce]) {
        t.is((await visit(rooms, mine.cookie, nonceHeader(nonce))).outcome, 'bad_nonce', nonce);
      }
      const anotherAction = rooms.nonces.create('log-out', mine.user.id, mine.token);
      t.is((await visit(rooms, mine.cookie, nonceHeader(anotherAction))).outcome, 'bad_nonce');
    },
  );

  test.serial(name('takes nonces of this tick and the one before, and no others'), async (t) => {
    const rooms = open();
    const { cookie, nonce } = await signedIn(rooms, 'ticks');
    rooms.clock.move(TICK);
    const next = await visit(rooms, cookie, nonceHeader(nonce));
    t.is(next.outcome, 'ticks');
    t.not(next.fresh, nonce);
    t.is((await visit(rooms, cookie, nonceHeader(next.fresh ?? ''))).outcome, 'ticks');
    rooms.clock.move(TICK);
    t.is((await visit(rooms, cookie, nonceHeader(nonce))).outcome, 'bad_nonce');
  });

  test.serial(
    name('is nobody by a nonce alone: refused on the wordpress surface, passed over elsewhere'),
    async (t) => {
      const rooms = open();
      const { nonce } = await signedIn(rooms, 'alone');
      t.is((await visit(rooms, undefined, nonceHeader(nonce))).outcome, 'bad_nonce');
      t.is(
        (await visit(rooms, undefined, { surface: 'hosting', ...nonceHeader(nonce) })).outcome,
        'undefined',
      );
      const visitors = rooms.nonces.create('wp_rest', 0, '');
      t.deepEqual(await visit(rooms, undefined, nonceHeader(visitors)), {
        outcome: 'undefined',
        fresh: visitors,
      });
      const basic = { headers: { ...basicHeader('x', 'y'), 'X-WP-Nonce': 'zzzzzzzzzz' } };
      t.is((await visit(rooms, undefined, basic)).outcome, 'undefined', 'another credential decides');
    },
  );

  test.serial(name('believes no cookie that is broken, forged, expired or of another key'), async (t) => {
    const rooms = open();
    const { cookie, nonce } = await signedIn(rooms, 'doubt');
    const seen = async (value: string, of: Pick<Rooms, 'authenticators' | 'loginCookie'> = rooms) => [
      (await visit(of, value)).outcome,
      (await visit(of, value, nonceHeader(nonce))).outcome,
    ];
    const dead = ['undefined', 'bad_nonce'];
    t.deepEqual(await seen(cookie.replace('doubt', 'admin')), dead);
    t.deepEqual(await seen('rubbish'), dead);
    t.deepEqual(await seen('%E0%A4%A'), dead);
    t.deepEqual(await seen(cookie, secondProcess(rooms, ['another-secret'])), dead);
    t.deepEqual(await seen(cookie, secondProcess(rooms, ['a-newer-secret', SECRET])), ['null', 'doubt']);
    rooms.clock.move(2 * DAY);
    t.deepEqual(await seen(cookie), dead);
  });

  test.serial(name('lists sessions, ends one, and ends all but one'), async (t) => {
    const rooms = open();
    const [one, two, three] = [
      await signedIn(rooms, 'list'),
      await signedIn(rooms, 'list'),
      await signedIn(rooms, 'list'),
    ];
    const state = async () => [
      (await visit(rooms, one.cookie)).outcome,
      (await visit(rooms, two.cookie)).outcome,
      (await visit(rooms, three.cookie)).outcome,
    ];
    const listed = await rooms.sessions.list(one.user.id);
    t.is(listed.length, 3);
    t.like(listed[0], { address: '192.0.2.1', userAgent: 'Firefox', kind: 'cookie' });
    t.false('tokenHash' in (listed[0] as object));
    t.deepEqual(await state(), ['null', 'null', 'null']);
    t.true(await rooms.sessions.end(one.user.id, listed[2]?.publicId ?? ''));
    t.false(await rooms.sessions.end(one.user.id, listed[2]?.publicId ?? ''));
    t.deepEqual(await state(), ['undefined', 'null', 'null']);
    t.is(await rooms.sessions.endAll(one.user.id, listed[0]?.publicId), 1);
    t.deepEqual(await state(), ['undefined', 'undefined', 'null']);
  });

  test.serial(name('ends sessions by a new password and by deletion of the user'), async (t) => {
    const rooms = open();
    const before = await signedIn(rooms, 'leaving');
    t.is((await visit(rooms, before.cookie)).outcome, 'null');
    await rooms.users.setPassword(rooms.host, before.user.id, 'a new one');
    t.is((await visit(rooms, before.cookie)).outcome, 'undefined');
    const after = await signedIn(rooms, 'leaving');
    const { password } = await rooms.applicationPasswords.create(rooms.host, after.user.id, {
      name: 'Script',
    });
    const basic = asked({ surface: 'wordpress', headers: basicHeader('leaving', password) }).ctx;
    t.truthy(await rooms.authenticators['application-password'].authenticate(basic));
    await rooms.users.delete(rooms.host, after.user.id);
    t.is((await visit(rooms, after.cookie)).outcome, 'undefined');
    await t.throwsAsync(rooms.authenticators['application-password'].authenticate(basic));
  });

  test.serial(name('keeps no token, password or key in clear'), async (t) => {
    const rooms = open();
    const { token, user } = await signedIn(rooms, 'secrets');
    const { password } = await rooms.applicationPasswords.create(rooms.host, user.id, { name: 'Script' });
    const { key } = await rooms.apiKeys.create(rooms.host, { surface: 'org', name: 'Key', scopes: [] });
    const { refreshToken } = await rooms.tokens.issue(user, {});
    const tables = ['sessions', 'application_passwords', 'api_keys', 'refresh_tokens', 'audit_log', 'users'];
    const all = JSON.stringify(await Promise.all(tables.map((table) => rooms.db.query(`kp_${table}`))));
    for (const secret of [token, password, key.slice(-49), refreshToken]) t.false(all.includes(secret));
  });

  test.serial(name('deletes what expired'), async (t) => {
    const rooms = open();
    await signedIn(rooms, 'old');
    await rooms.tokens.issue(await addUser(rooms, 'old-program'), {});
    rooms.clock.move(31 * DAY);
    await rooms.cleanUp();
    t.is((await rooms.db.query('kp_sessions')).length, 0);
    t.is((await rooms.db.query('kp_refresh_tokens')).length, 0);
  });
}
