import test from 'ava';
import * as client from 'openid-client';
import { databases } from '../support/databases.js';
import { CALLERS, OAuthRoom } from './oauth-room.js';

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;
  let room: OAuthRoom;

  test.before(async () => {
    room = await OAuthRoom.open(database);
  });
  test.after.always(() => room?.drop());

  test.serial(named('the signing key is made once, however many ask first'), async (t) => {
    const asked = [1, 2, 3, 4].map(() => discovery(room, '/oauth/jwks'));
    const [first, ...others] = await Promise.all(asked);
    t.like(first.keys, [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }]);
    t.is(first.keys[0].d, undefined);
    for (const other of others) t.deepEqual(other, first);
  });

  test.serial(
    named('a program gets a token for itself and acts in the organisation of its client'),
    async (t) => {
      const { config } = await room.program();
      const tokens = await client.clientCredentialsGrant(config, { scope: 'callers:read' });
      t.like(tokens, { token_type: 'bearer', scope: 'callers:read', expires_in: 3600 });
      const answer = await room.call(tokens.access_token);
      t.is(answer.status, 200);
      t.deepEqual(answer.body.data, {
        name: 'Reports',
        userId: null,
        orgId: room.first.actor.orgId,
        scopes: ['callers:read'],
      });
      t.is((await room.call(tokens.access_token, 'POST')).status, 403);
      const described = (await room.next().request('/openapi/assistants.json')).body;
      const [operations] = Object.values<Record<string, { security: unknown[] }>>(described.paths);
      t.deepEqual(operations?.get?.security[0], { oauth2: [] });
      t.is(described.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl, '/oauth/token');
    },
  );

  test.serial(named('a token opens no other surface'), async (t) => {
    const { config } = await room.program({ scopes: ['*'] });
    const { access_token } = await client.clientCredentialsGrant(config);
    for (const path of ['/api/v1/org-settings', '/api/auth/me', '/v1/users/me', '/wp-json/wp/v2/users/me']) {
      t.is((await room.call(access_token, 'GET', path)).status, 401, path);
    }
  });

  test.serial(
    named('scopes are those of the client, of the organisation, and of what is switched on'),
    async (t) => {
      const { config, id, secret } = await room.program({ scopes: ['callers:read', 'someday:read'] });
      const proof = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
      const scopeOf = async (scope?: string) =>
        (await client.clientCredentialsGrant(config, scope === undefined ? {} : { scope })).scope;
      t.is(await scopeOf(), 'callers:read');
      t.is(await scopeOf('callers:read callers:write nonsense'), 'callers:read');
      for (const scope of ['callers:write', 'nonsense', 'someday:read', 'users:read', '*', 'openid']) {
        await t.throwsAsync(scopeOf(scope), { message: /./ }, scope);
        const answer = await room.form('/oauth/token', { ...proof, scope });
        t.is(answer.body.error, 'invalid_scope', scope);
      }
    },
  );

  test.serial(
    named('a scope of a plugin is issued as soon as the plugin is on, and rests when it is off'),
    async (t) => {
      const { config } = await room.program({ scopes: ['callers:read', 'members:read'] });
      const { first } = room;
      const { access_token } = await client.clientCredentialsGrant(config, { scope: 'callers:read' });
      await first.host.plugins.deactivate('callers', first.actor);
      await room.catchUp();
      t.is((await room.call(access_token)).status, 404);
      await t.throwsAsync(client.clientCredentialsGrant(config, { scope: 'callers:read' }));
      t.false((await discovery(room)).scopes_supported.includes('callers:read'));

      await first.host.plugins.activate('callers', first.actor);
      await room.catchUp();
      t.true((await discovery(room)).scopes_supported.includes('callers:read'));
      t.is((await client.clientCredentialsGrant(config, { scope: 'callers:read' })).scope, 'callers:read');
      t.is((await room.call(access_token)).status, 200);
    },
  );

  test.serial(
    named('introspection tells a client of its own tokens, and another client nothing'),
    async (t) => {
      const [mine, other] = [await room.program(), await room.program({ name: 'Other' })];
      const { access_token } = await client.clientCredentialsGrant(mine.config, { scope: 'callers:read' });
      t.like(await client.tokenIntrospection(mine.config, access_token), {
        active: true,
        client_id: mine.id,
        scope: 'callers:read',
      });
      t.deepEqual(await client.tokenIntrospection(other.config, access_token), { active: false });
      t.deepEqual(await client.tokenIntrospection(mine.config, 'nonsense'), { active: false });
      await client.tokenRevocation(other.config, access_token);
      t.is((await room.call(access_token)).status, 200);
    },
  );

  test.serial(named('a revoked token and a deleted client open nothing, on any node'), async (t) => {
    const { config, id } = await room.program();
    const [one, two] = [
      await client.clientCredentialsGrant(config),
      await client.clientCredentialsGrant(config),
    ];
    for (const { access_token } of [one, two, one, two]) t.is((await room.call(access_token)).status, 200);
    await client.tokenRevocation(config, one.access_token);
    await room.catchUp();
    for (const site of [1, 2]) t.is((await room.call(one.access_token)).status, 401, `${site}`);
    t.is((await room.call(two.access_token)).status, 200);

    await room.first.host.auth.oauthClients.delete(room.first.actor, id);
    await room.catchUp();
    for (const site of [1, 2]) t.is((await room.call(two.access_token)).status, 401, `${site}`);
    await t.throwsAsync(client.clientCredentialsGrant(config));
  });

  test.serial(named('a secret that was rotated opens nothing, and the new one does'), async (t) => {
    const { config, id } = await room.program();
    const fresh = await room.first.host.auth.oauthClients.rotateSecret(room.first.actor, id);
    await t.throwsAsync(client.clientCredentialsGrant(config));
    t.truthy((await client.clientCredentialsGrant(await room.configOf(id, fresh))).access_token);
  });

  test.serial(named('bad requests are refused in the shape of OAuth'), async (t) => {
    const { id, secret } = await room.program();
    const ask = (fields: Record<string, string>) => room.form('/oauth/token', fields);
    const good = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    t.is((await ask(good)).status, 200);
    t.like(await ask({ ...good, client_secret: 'wrong' }), {
      status: 401,
      body: { error: 'invalid_client' },
    });
    t.like(await ask({ ...good, client_id: 'client_none' }), {
      status: 401,
      body: { error: 'invalid_client' },
    });
    t.like(await ask({ ...good, client_id: '\u0000' }), { status: 401, body: { error: 'invalid_client' } });
    t.like(await ask({ ...good, grant_type: 'password' }), {
      status: 400,
      body: { error: 'unsupported_grant_type' },
    });
    t.like(await ask({ ...good, grant_type: 'authorization_code' }), {
      status: 400,
      body: { error: 'invalid_request' },
    });
    t.like(await ask({ ...good, scope: 'ö\u0000' }), { status: 400, body: { error: 'invalid_scope' } });
    t.like(await ask({ ...good, resource: 'https://elsewhere.test/' }), {
      status: 400,
      body: { error: 'invalid_target' },
    });
    const json = await room.next().request('/oauth/token', { method: 'POST', body: good });
    t.is(json.status, 400);
    t.is((await room.next().request('/oauth/token')).status, 404);
    t.is((await room.next().request('/oauth/nothing')).status, 404);
    t.is((await room.next().request('/oauth/register', { method: 'POST', body: {} })).status, 404);
    t.is((await room.next().request(CALLERS)).status, 401);
  });

  test.serial(named('neither tokens nor secrets stand in the database'), async (t) => {
    const { config, secret } = await room.program();
    const { access_token } = await client.clientCredentialsGrant(config);
    const { db } = room.first.host;
    const rows = [
      ...(await db.raw('select * from kp_oauth_records')),
      ...(await db.raw('select * from kp_oauth_clients')),
    ];
    const text = JSON.stringify([...rows, ...(await db.raw('select * from kp_audit_log'))]);
    t.false(text.includes(access_token));
    t.false(text.includes(secret));
    t.false(/"d"/.test(JSON.stringify(await db.raw('select * from kp_secrets'))));
  });

  test.serial(named('what has expired is deleted'), async (t) => {
    const { config } = await room.program();
    const { access_token } = await client.clientCredentialsGrant(config);
    const { host } = room.first;
    const count = async () => (await host.db.raw('select * from kp_oauth_records')).length;
    const before = await count();
    await host.auth.cleanUp();
    t.is(await count(), before);
    await host.db.query('kp_oauth_records').update({ expires_at: '2020-01-01 00:00:00.000' });
    await host.auth.cleanUp();
    t.is(await count(), 0);
    host.auth.cache.dropAll();
    t.is((await room.first.request(CALLERS, { auth: `Bearer ${access_token}` })).status, 401);
  });

  test.serial(named('an address that shows too many wrong secrets must wait'), async (t) => {
    const { config, id } = await room.program();
    const { attempts } = room.first.host.auth;
    await room.first.host.db.query('kp_login_attempts').delete();
    for (let tries = 0; tries < 99; tries += 1) await attempts.programFailed('127.0.0.1');
    t.truthy((await client.clientCredentialsGrant(config)).access_token);
    const wrong = { grant_type: 'client_credentials', client_id: id, client_secret: 'wrong' };
    t.is((await room.form('/oauth/token', wrong)).status, 401);
    const refused = await room.form('/oauth/token', wrong);
    t.is(refused.status, 429);
    t.truthy(refused.headers.get('retry-after'));
    await room.first.host.db.query('kp_login_attempts').delete();
  });

  test.serial(named('tokens outlive a restart and a new secret key'), async (t) => {
    const { config } = await room.program();
    const { access_token } = await client.clientCredentialsGrant(config);
    const [before] = (await discovery(room, '/oauth/jwks')).keys;
    await room.stop();
    const old = 'a secret of the tests, 32 letters or more';
    await room.start({ secretKeys: ['a newer secret of the tests, 32 letters', old] });
    t.is((await room.call(access_token)).status, 200);
    t.true((await client.tokenIntrospection(config, access_token)).active);
    t.deepEqual((await discovery(room, '/oauth/jwks')).keys, [before]);
  });
}

async function discovery(room: OAuthRoom, path = '/.well-known/oauth-authorization-server') {
  return (await room.next().request(path)).body;
}
