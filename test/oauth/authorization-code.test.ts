import test from 'ava';
import * as client from 'openid-client';
import { databases } from '../support/databases.js';
import { ADMIN } from '../support/site.js';
import { authorize, Browser, beginning } from './browser.js';
import { OAuthRoom, REDIRECT } from './oauth-room.js';

const SCOPES = 'callers:read callers:write';

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;
  let room: OAuthRoom;
  let admin: Browser;

  test.before(async () => {
    room = await OAuthRoom.open(database);
    admin = new Browser(room);
    await admin.signIn(ADMIN.login, ADMIN.password);
  });
  test.after.always(() => room?.drop());

  const program = () => room.program({ redirectUris: [REDIRECT] });
  const person = async (login: string, role = 'viewer') => {
    const { userId } = await room.first.login({ login, role });
    const browser = new Browser(room);
    await browser.signIn(login, 'correct horse 2');
    return { browser, userId };
  };

  test.serial(
    named('somebody lets a program act for them, and it does so as far as their role allows'),
    async (t) => {
      const { config, id } = await program();
      const { browser, userId } = await person('viewer');
      const { url, checks } = await beginning(config, SCOPES);
      const page = await browser.open(url);
      t.is(page.status, 200);
      for (const text of ['Reports', 'See who is calling', 'Greet who is calling', 'app.test', 'viewer'])
        t.true(page.text.includes(text), text);
      t.regex(page.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/app\.test/);
      t.regex(page.headers.get('cache-control') ?? '', /no-/);

      const back = await browser.decide(page, { decision: 'allow' });
      t.true(back.at.startsWith(`${REDIRECT}?`), back.at);
      const tokens = await client.authorizationCodeGrant(config, new URL(back.at), checks);
      t.like(tokens, { scope: SCOPES, token_type: 'bearer' });
      const answer = await room.call(tokens.access_token);
      t.deepEqual(answer.body.data, {
        name: 'viewer',
        userId,
        orgId: room.first.actor.orgId,
        scopes: ['callers:read'],
      });
      t.is((await room.call(tokens.access_token, 'POST')).status, 403);
      t.like(await client.tokenIntrospection(config, tokens.access_token), { active: true, client_id: id });
    },
  );

  test.serial(named('a role that is lowered lowers the token, and who leaves takes it along'), async (t) => {
    const { config } = await program();
    const { browser, userId } = await person('leaving', 'administrator');
    const { tokens } = await authorize(browser, config, SCOPES);
    const { first } = room;
    const status = async (method: string) => (await room.call(tokens.access_token, method)).status;
    for (const each of [200, 200]) t.is(await status('POST'), each);
    await first.host.accounts.memberships.setRole(first.actor, first.actor, userId, 'viewer');
    await room.catchUp();
    for (const each of [403, 403]) t.is(await status('POST'), each);
    await first.host.accounts.users.delete(first.actor, userId);
    await room.catchUp();
    for (const each of [401, 401]) t.is(await status('GET'), each);
    await t.throwsAsync(client.refreshTokenGrant(config, tokens.refresh_token ?? ''));
  });

  test.serial(named('a new password ends what programs were granted, of that person alone'), async (t) => {
    const { config } = await program();
    const [robbed, other] = [await person('robbed'), await person('untouched')];
    const { tokens } = await authorize(robbed.browser, config, SCOPES);
    const { tokens: others } = await authorize(other.browser, config, SCOPES);
    for (const each of [200, 200]) t.is((await room.call(tokens.access_token)).status, each);
    const { first } = room;
    await first.host.accounts.users.setPassword(first.actor, robbed.userId, 'nobody knows this one');
    await room.catchUp();
    for (const each of [401, 401]) t.is((await room.call(tokens.access_token)).status, each);
    await t.throwsAsync(client.refreshTokenGrant(config, tokens.refresh_token ?? ''));
    t.like(await client.tokenIntrospection(config, tokens.access_token), { active: false });
    for (const each of [200, 200]) t.is((await room.call(others.access_token)).status, each);
    await client.refreshTokenGrant(config, others.refresh_token ?? '');
  });

  test.serial(named('who belongs to several organisations chooses one of their own'), async (t) => {
    const { config } = await program();
    const { browser, userId } = await person('several', 'member');
    const { first } = room;
    const { id: orgId, publicId } = await first.host.accounts.organizations.create(first.actor, {
      name: 'Second',
    });
    const foreign = await first.host.accounts.organizations.create(first.actor, { name: 'Foreign' });
    await first.host.accounts.memberships.add(first.actor, { orgId, userId, role: 'administrator' });

    const { url, checks } = await beginning(config, SCOPES);
    const page = await browser.open(url);
    t.true(page.text.includes('Second'));
    t.false(page.text.includes('Foreign'));
    const wrong = await browser.decide(page, { decision: 'allow', organization: foreign.publicId });
    t.is(wrong.status, 400);
    const back = await browser.decide(page, { decision: 'allow', organization: publicId });
    const tokens = await client.authorizationCodeGrant(config, new URL(back.at), checks);
    const { data } = (await room.call(tokens.access_token)).body;
    t.like(data, { orgId, userId });
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    t.is((await room.call(renewed.access_token)).body.data.orgId, orgId);
  });

  test.serial(named('who says no gives nothing'), async (t) => {
    const { config } = await program();
    const { url, checks } = await beginning(config, SCOPES);
    const back = await admin.decide(await admin.open(url), { decision: 'deny' });
    t.is(new URL(back.at).searchParams.get('error'), 'access_denied');
    await t.throwsAsync(client.authorizationCodeGrant(config, new URL(back.at), checks));
  });

  test.serial(named('nobody is asked who has not signed in, and forms of others are refused'), async (t) => {
    const { config } = await program();
    const { url } = await beginning(config, SCOPES);
    t.true((await new Browser(room).open(url)).at.includes('/wp-login.php?redirect_to='));

    const page = await admin.open(url);
    t.is((await admin.decide(page, { decision: 'allow', _wpnonce: 'wrong' })).status, 403);
    t.is((await new Browser(room).decide(page, { decision: 'allow' })).status, 403);
    const { browser } = await person('another');
    t.is((await browser.decide(page, { decision: 'allow' })).status, 400);
    t.is((await admin.open(page.at.replace(/[^/]+$/, 'nonsense'))).status, 400);
  });

  test.serial(named('each person is asked anew, and nobody is remembered from before'), async (t) => {
    const { config } = await program();
    await authorize(admin, config, SCOPES);
    const again = await admin.open((await beginning(config, SCOPES)).url);
    t.true(again.text.includes('asks to act for you'));
    await admin.signIn('viewer', 'correct horse 2');
    const other = await admin.open((await beginning(config, SCOPES)).url);
    t.true(other.text.includes('<strong>viewer</strong>'));
    await admin.signIn(ADMIN.login, ADMIN.password);
  });

  test.serial(named('a code works once, and one that comes again ends what it brought'), async (t) => {
    const { config } = await program();
    const { back, checks, tokens } = await authorize(admin, config, SCOPES);
    t.is((await room.call(tokens.access_token)).status, 200);
    await t.throwsAsync(client.authorizationCodeGrant(config, new URL(back.at), checks));
    await room.catchUp();
    for (const each of [1, 2]) t.is((await room.call(tokens.access_token)).status, 401, `${each}`);
  });

  test.serial(named('a code needs its verifier, its client and S256'), async (t) => {
    const { config } = await program();
    const { url } = await beginning(config, SCOPES);
    const back = await admin.decide(await admin.open(url), { decision: 'allow' });
    const code = { grant_type: 'authorization_code', code: new URL(back.at).searchParams.get('code') ?? '' };
    const other = await program();
    const stolen = { ...code, redirect_uri: REDIRECT, client_id: other.id, client_secret: other.secret };
    t.is(
      (await room.form('/oauth/token', { ...stolen, code_verifier: 'x'.repeat(43) })).body.error,
      'invalid_grant',
    );

    for (const change of ['code_challenge', 'code_challenge_method']) {
      const without = new URL((await beginning(config, SCOPES)).url);
      without.searchParams.delete(change);
      const answer = await admin.open(without.href);
      t.is(new URL(answer.at).searchParams.get('error'), 'invalid_request', change);
    }
  });

  test.serial(named('a redirect that the client does not have leads nowhere'), async (t) => {
    const { config } = await program();
    const { url } = await beginning(config, SCOPES, 'https://evil.test/');
    const page = await admin.open(url);
    t.is(page.status, 400);
    t.true(page.text.includes('redirect_uri'));
  });

  test.serial(
    named('a refresh brings other tokens, and a used one that comes later ends them all'),
    async (t) => {
      const { config } = await program();
      const { tokens } = await authorize(admin, config, SCOPES);
      const used = tokens.refresh_token ?? '';
      const renewed = await client.refreshTokenGrant(config, used);
      t.not(renewed.refresh_token, used);
      t.is((await room.call(renewed.access_token)).status, 200);

      // Right after its use it is taken for a repetition, later for a theft.
      await t.throwsAsync(client.refreshTokenGrant(config, used));
      t.is((await room.call(renewed.access_token)).status, 200);
      const { db } = room.first.host;
      await db
        .query('kp_oauth_records')
        .whereNotNull('used_at')
        .update({ used_at: '2026-01-01 00:00:00.000' });
      await t.throwsAsync(client.refreshTokenGrant(config, used));
      await room.catchUp();
      for (const each of [1, 2]) t.is((await room.call(renewed.access_token)).status, 401, `${each}`);
      await t.throwsAsync(client.refreshTokenGrant(config, renewed.refresh_token ?? ''));
    },
  );

  test.serial(named('of four refreshes at once one succeeds, and what it brought lives'), async (t) => {
    const { config } = await program();
    const { tokens } = await authorize(admin, config, SCOPES);
    const four = [1, 2, 3, 4].map(() => client.refreshTokenGrant(config, tokens.refresh_token ?? ''));
    const won = (await Promise.allSettled(four)).filter(({ status }) => status === 'fulfilled');
    t.is(won.length, 1);
    const [{ value }] = won as PromiseFulfilledResult<client.TokenEndpointResponse>[] as [
      PromiseFulfilledResult<client.TokenEndpointResponse>,
    ];
    t.is((await room.call(value.access_token)).status, 200);
    t.truthy((await client.refreshTokenGrant(config, value.refresh_token ?? '')).access_token);
  });

  test.serial(named('a revoked refresh token takes its access token along'), async (t) => {
    const { config } = await program();
    const { tokens } = await authorize(admin, config, SCOPES);
    t.is((await room.call(tokens.access_token)).status, 200);
    await client.tokenRevocation(config, tokens.refresh_token ?? '');
    await room.catchUp();
    for (const each of [1, 2]) t.is((await room.call(tokens.access_token)).status, 401, `${each}`);
  });

  test.serial(
    named('a program without a secret signs people in too, and gets nothing for itself'),
    async (t) => {
      const { config } = await room.program({ redirectUris: [REDIRECT], isPublic: true });
      const { tokens } = await authorize(admin, config, 'openid callers:read');
      t.is(tokens.claims()?.iss, 'http://site.test');
      t.is((await room.call(tokens.access_token)).status, 200);
      await t.throwsAsync(client.clientCredentialsGrant(config));
      t.truthy((await client.refreshTokenGrant(config, tokens.refresh_token ?? '')).refresh_token);
    },
  );

  test.serial(named('a page of the program may ask for tokens, other pages may not'), async (t) => {
    const { id } = await room.program({ redirectUris: [REDIRECT], isPublic: true });
    const fields = { grant_type: 'refresh_token', refresh_token: 'none', client_id: id };
    const own = await room.form('/oauth/token', fields, { origin: 'https://app.test' });
    t.is(own.headers.get('access-control-allow-origin'), 'https://app.test');
    t.is(own.body.error, 'invalid_grant');
    const foreign = await room.form('/oauth/token', fields, { origin: 'https://evil.test' });
    t.is(foreign.headers.get('access-control-allow-origin'), null);
    const described = await room.next().request('/.well-known/openid-configuration', {
      headers: { origin: 'https://evil.test' },
    });
    t.is(described.headers.get('access-control-allow-origin'), 'https://evil.test');
    t.like(described.body, {
      issuer: 'http://site.test',
      token_endpoint: 'http://site.test/oauth/token',
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
    t.is(described.body.registration_endpoint, undefined);
  });
}
