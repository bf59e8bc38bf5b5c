import test from 'ava';
import { userBody } from '../contract/samples/host.js';
import { databases } from '../support/databases.js';
import { basicHeaders, bearerHeaders, browserHeaders } from './sign-in.js';
import { type Party, World } from './world.js';

const WP = '/wp-json/wp/v2';
const CLIENTS = '/wp-json/agency-os-ai/v1/clients';

for (const database of databases) {
  const { engine } = database;
  let world: World;

  test.before(async () => {
    world = await World.start(database);
  });
  test.after.always(() => world?.stop());

  test.serial(`${engine}: a credential that may write users cannot make a wider one`, async (t) => {
    const { aurora } = world;
    const headers = await world.applicationPassword(aurora, ['users:write', 'users:read']);
    const own = `${WP}/users/${aurora.userId}`;
    const tries = [
      { method: 'post', path: `${WP}/users/me/application-passwords`, body: { name: 'wider' } },
      { method: 'post', path: `${own}/application-passwords`, body: { name: 'wider' } },
      { method: 'post', path: own, body: { password: 'correct horse 8' } },
      { method: 'post', path: `${WP}/users/me`, body: { password: 'correct horse 8' } },
      { method: 'post', path: `${WP}/users/me`, body: { email: 'thief@example.test' } },
      { method: 'post', path: `${WP}/users`, body: { ...userBody(), roles: ['administrator'] } },
    ];
    for (const call of tries) {
      const { status, text } = await world.send({ ...call, headers });
      t.is(status, 403, `${call.path}: ${text.slice(0, 200)}`);
    }
  });

  test.serial(`${engine}: a key acts in its own organisation, whichever is named`, async (t) => {
    const { aurora, borealis } = world;
    await world.send({
      method: 'put',
      path: '/api/v1/org-settings',
      body: { name: 'Aurora Works' },
      headers: await world.key('org', aurora, ['*']),
    });
    const key = await world.key('org', borealis, ['*']);
    const headers = { ...key, 'x-koapress-organization': String(aurora.orgId) };
    const answer = await world.send({ method: 'get', path: '/api/v1/org-settings', headers });
    t.true(answer.status === 403 || (answer.status === 200 && answer.text.includes('Borealis')), answer.text);
    t.false(answer.text.includes('Aurora'));
  });

  test.serial(
    `${engine}: whoever leaves an organisation reaches it no more, with any credential`,
    async (t) => {
      const { host, actor } = world.site;
      const party = await member(world, 'leaving', 'administrator');
      const key = { surface: 'org' as const, name: 'theirs', scopes: ['*'], userId: party.userId };
      const bearer = await host.auth.apiKeys.create(actor, key);
      const cookie = await browserHeaders(world.url, party.person);
      const program = await world.applicationPassword(party, null);
      const calls = [
        { path: CLIENTS, headers: cookie },
        { path: CLIENTS, headers: program },
        { path: '/api/v1/org-settings', headers: { authorization: `Bearer ${bearer.key}` } },
      ].map((call) => ({ method: 'get', ...call }));
      for (const call of calls) t.is((await world.send(call)).status, 200);

      await host.accounts.memberships.remove(actor, actor, party.userId);
      for (const call of calls) {
        const { status, text } = await world.send(call);
        t.true([401, 403].includes(status), `${status} ${text.slice(0, 200)}`);
      }
    },
  );

  test.serial(`${engine}: a smaller role takes effect at once`, async (t) => {
    const { host, actor } = world.site;
    const party = await member(world, 'demoted', 'administrator');
    const headers = await world.applicationPassword(party, null);
    const create = { method: 'post', path: CLIENTS, body: { name: 'Aurora of the demoted' }, headers };
    t.is((await world.send(create)).status, 201);
    await host.accounts.memberships.setRole(actor, actor, party.userId, 'viewer');
    t.is((await world.send(create)).status, 403);
    t.is((await world.send({ method: 'get', path: CLIENTS, headers })).status, 200);
  });

  test.serial(`${engine}: what is revoked or signed out opens nothing any more`, async (t) => {
    const { host, actor } = world.site;
    const party = await member(world, 'revoked', 'administrator');
    const made = await host.auth.applicationPasswords.create(actor, party.userId, { name: 'theirs' });
    const key = await host.auth.apiKeys.create(actor, { surface: 'org', name: 'theirs', scopes: ['*'] });
    const token = await bearerHeaders(world.url, party.person);
    const calls = [
      { path: CLIENTS, headers: basicHeaders(party.person.login, made.password) },
      { path: '/api/v1/org-settings', headers: { authorization: `Bearer ${key.key}` } },
      { path: '/api/auth/me', headers: token },
    ].map((call) => ({ method: 'get', ...call }));
    for (const call of calls) t.is((await world.send(call)).status, 200, call.path);

    await host.auth.applicationPasswords.revoke(actor, party.userId, made.item.uuid);
    await host.auth.apiKeys.revoke(actor, key.item.publicId);
    await world.send({ method: 'post', path: '/api/auth/logout', headers: token });
    for (const call of calls) t.is((await world.send(call)).status, 401, call.path);
  });

  test.serial(`${engine}: a new password ends sessions and tokens`, async (t) => {
    const { host, actor } = world.site;
    const party = await member(world, 'changed', 'member');
    const cookie = await browserHeaders(world.url, party.person);
    const token = await bearerHeaders(world.url, party.person);
    await host.accounts.users.setPassword(actor, party.userId, 'correct horse 7');
    const old = [
      { path: `${WP}/users/me`, headers: cookie, expected: [401, 403] },
      { path: '/api/auth/me', headers: token, expected: [401] },
    ];
    for (const { path, headers, expected } of old) {
      const { status } = await world.send({ method: 'get', path, headers });
      t.true(expected.includes(status), `${path}: ${status}`);
    }
  });

  test.serial(`${engine}: neither a batch nor another method leads past the scopes`, async (t) => {
    const { aurora, borealis, make } = world;
    const headers = await world.applicationPassword(borealis, null);
    const { client } = await make.base();
    const before = await world.rows.contentBeside(borealis);
    const requests = [
      { method: 'DELETE', path: `/wp/v2/users/${aurora.userId}?force=true&reassign=false` },
      { method: 'POST', path: `/wp/v2/users/${aurora.userId}`, body: { description: 'Borealis was here' } },
      { method: 'POST', path: '/wp/v2/settings', body: { title: 'Borealis' } },
      { method: 'DELETE', path: `/agency-os-ai/v1/clients/${client}` },
      { method: 'PUT', path: `/agency-os-ai/v1/clients/${client}`, body: { name: 'Borealis' } },
    ];
    const batch = await world.send({
      method: 'post',
      path: '/wp-json/batch/v1',
      body: { requests },
      headers,
    });
    t.is(batch.status, 207, batch.text);
    const { responses } = batch.body as { responses: { status: number }[] };
    t.deepEqual(
      responses.filter(({ status }) => ![400, 403, 404].includes(status)),
      [],
    );
    for (const override of ['DELETE', 'PUT']) {
      const over = { ...headers, 'x-http-method-override': override };
      const call = {
        method: 'post',
        path: `${CLIENTS}/${client}`,
        body: { name: 'Borealis' },
        headers: over,
      };
      t.is((await world.send(call)).status, 404);
      t.is((await world.send({ ...call, headers, path: `${call.path}?_method=${override}` })).status, 404);
    }
    t.deepEqual(await world.rows.contentBeside(borealis), before);
  });

  test.serial(`${engine}: who may change users and members makes nobody more than themselves`, async (t) => {
    const { host, actor } = world.site;
    const { roles, users } = host.accounts;
    await roles.create(actor, { level: 'site', name: 'clerk', scopes: ['users:read', 'users:write'] });
    await roles.create(actor, {
      level: 'organization',
      name: 'steward',
      scopes: ['members:read', 'members:write'],
    });
    const steward = await member(world, 'steward', 'steward');
    await users.setSiteRole(actor, steward.userId, 'clerk');
    const chief = await member(world, 'chief', 'administrator');
    const plain = await member(world, 'plain', 'viewer');
    await roles.create(actor, { level: 'organization', name: 'usher', scopes: ['members:read'] });
    const headers = await world.applicationPassword(steward, null);
    const give = async (userId: number, names: string[]) =>
      (await world.send({ method: 'post', path: `${WP}/users/${userId}`, body: { roles: names }, headers }))
        .status;
    t.is(await give(steward.userId, ['clerk', 'administrator']), 403, 'oneself');
    t.is(await give(plain.userId, ['administrator']), 403, 'another');
    t.is(await give(chief.userId, ['usher']), 403, 'somebody above');
    const create = { method: 'post', path: `${WP}/users`, headers };
    t.is((await world.send({ ...create, body: { ...userBody(), roles: ['administrator'] } })).status, 403);
    t.is((await host.accounts.memberships.find(actor, steward.userId))?.role, 'steward');
    t.is((await host.accounts.memberships.find(actor, plain.userId))?.role, 'viewer');
    await host.accounts.memberships.setRole(actor, actor, plain.userId, 'usher');
    t.is(await give(plain.userId, ['steward']), 200, 'as much as oneself');
  });

  test.serial(`${engine}: a cookie without its nonce is nobody, on every surface`, async (t) => {
    const { cookie = '', 'x-wp-nonce': nonce = '' } = await world.session(world.aurora);
    const other = await world.session(world.borealis);
    for (const path of [CLIENTS, `${WP}/users/me`, '/v1/users/me', '/api/auth/me', '/api/v1/org-settings']) {
      const status = async (headers: Record<string, string>) =>
        (await world.send({ method: 'get', path, headers })).status;
      t.is(await status({ cookie, 'x-wp-nonce': nonce }), 200, path);
      t.is(await status({ cookie }), 401, path);
      t.true([401, 403].includes(await status({ 'x-wp-nonce': nonce })), path);
      t.true([401, 403].includes(await status({ cookie, 'x-wp-nonce': other['x-wp-nonce'] ?? '' })), path);
    }
  });
}

async function member(world: World, login: string, role: string): Promise<Party> {
  const { host, actor } = world.site;
  const person = { login, email: `${login}@example.test`, password: 'correct horse 6' };
  const membership = { orgId: actor.orgId, role };
  const { id } = await host.accounts.users.create(actor, { ...person, membership });
  return { orgId: actor.orgId, userId: id, person };
}
