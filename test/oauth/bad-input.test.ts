import test from 'ava';
import { databases } from '../support/databases.js';
import { OAuthRoom, REDIRECT } from './oauth-room.js';

const NASTY = [
  '',
  '\u0000',
  '💥',
  "'; drop table kp_users; --",
  '%',
  '[object Object]',
  'x'.repeat(20_000),
  '../../',
];
const FIELDS = [
  'client_id',
  'client_secret',
  'grant_type',
  'scope',
  'code',
  'refresh_token',
  'token',
  'resource',
];
const QUERY = [
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'response_type',
  'prompt',
  'request',
];

for (const database of databases) {
  const { engine } = database;
  let room: OAuthRoom;

  test.before(async () => {
    room = await OAuthRoom.open(database);
  });
  test.after.always(() => room?.drop());

  test.serial(`${engine}: whatever is sent to the token endpoints is refused, and never fails`, async (t) => {
    const { id, secret } = await room.program({ redirectUris: [REDIRECT] });
    const good = { grant_type: 'client_credentials', client_id: id, client_secret: secret, token: 'none' };
    const faults: string[] = [];
    for (const path of ['/oauth/token', '/oauth/revoke', '/oauth/introspect'])
      for (const field of FIELDS)
        for (const value of NASTY) {
          const { status } = await room.form(path, { ...good, [field]: value });
          if (status >= 500) faults.push(`${path} ${field}=${value.slice(0, 30)}: ${status}`);
          await room.first.host.db.query('kp_login_attempts').delete();
        }
    t.deepEqual(faults, []);
  });

  test.serial(`${engine}: bodies, headers and methods of any kind never fail`, async (t) => {
    const statuses: number[] = [];
    const send = async (path: string, method: string, headers: Record<string, string>, body?: string) => {
      const sent = { method, headers, ...(body === undefined ? {} : { body }) };
      statuses.push((await room.next().request(path, sent)).status);
    };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await send('/oauth/token', 'POST', form, `grant_type=${'x'.repeat(300_000)}`);
    await send('/oauth/token', 'POST', form, 'grant_type=a&grant_type=b&client_id[]=c&client_id=%E0%A4%A');
    await send('/oauth/token', 'POST', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--');
    await send('/oauth/token', 'POST', { 'content-type': 'text/plain' }, 'x');
    await send(
      '/oauth/token',
      'POST',
      { ...form, authorization: 'Basic %%%' },
      'grant_type=client_credentials',
    );
    await send(
      '/oauth/token',
      'POST',
      { ...form, authorization: 'Basic JTpA' },
      'grant_type=client_credentials',
    );
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
      await send('/oauth/token', method, form);
    for (const cookie of ['koapress_oauth_interaction=x', 'koapress_oauth_resume=%E0', ';;;=']) {
      await send('/oauth/consent/x', 'GET', { cookie });
      await send('/oauth/consent/x', 'POST', { ...form, cookie }, 'decision=allow');
      await send('/oauth/authorize/x', 'GET', { cookie });
    }
    t.deepEqual(
      statuses.filter((status) => status >= 500 || status === 200),
      [],
    );
  });

  test.serial(`${engine}: whatever stands in the first address is refused, and never fails`, async (t) => {
    const { id } = await room.program({ redirectUris: [REDIRECT] });
    const good = { client_id: id, redirect_uri: REDIRECT, response_type: 'code', scope: 'callers:read' };
    const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
    const faults: string[] = [];
    const ask = async (change: Record<string, string>) => {
      const query = new URLSearchParams({ ...good, ...pkce, ...change });
      return room.next().request(`/oauth/authorize?${query}`, { headers: { accept: 'text/html' } });
    };
    for (const field of QUERY)
      for (const value of NASTY.filter(({ length }) => length < 10_000)) {
        const { status } = await ask({ [field]: value });
        if (status >= 500) faults.push(`${field}=${value}: ${status}`);
      }
    t.deepEqual(faults, []);
    const unserved: readonly Record<string, string>[] = [
      { response_mode: 'form_post' },
      { response_type: 'token' },
      { code_challenge_method: 'plain' },
    ];
    for (const change of unserved) {
      const location = (await ask(change)).headers.get('location') ?? '';
      t.regex(location, /^https:\/\/app\.test\/back[?#].*error=/, JSON.stringify(change));
    }
    const none = await ask({ prompt: 'none' });
    t.is(new URL(none.headers.get('location') ?? '').searchParams.get('error'), 'login_required');
  });
}
