import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import test from 'ava';
import * as client from 'openid-client';
import { databases } from '../support/databases.js';
import { ADMIN, startSite } from '../support/site.js';
import { FIXTURE_PLUGINS } from '../wordpress/fixture-plugins.js';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const LOOPBACK = 'http://127.0.0.1:9/back';

test('in Chromium somebody signs in, allows a program, and is led back to it', async (t) => {
  const [database] = databases;
  if (!existsSync(CHROMIUM) || !database) {
    const message = `NOT RUN: there is no browser at ${CHROMIUM}. Install chromium, or name one in CHROMIUM.`;
    if (process.env.REQUIRE_ALL === '1') throw new Error(message);
    t.log(message);
    return t.pass(message);
  }
  // Browsers compare addresses: the site must be where it says that it is.
  const port = 20_000 + (process.pid % 20_000);
  const siteUrl = `http://127.0.0.1:${port}`;
  const site = await startSite(database, { siteUrl, port, pluginsDir: FIXTURE_PLUGINS });
  t.teardown(() => site.stop());
  await site.host.plugins.activate('callers', site.actor);
  const made = await site.host.auth.oauthClients.create(site.actor, {
    name: 'Reports',
    scopes: ['callers:read'],
    redirectUris: [LOOPBACK],
    isPublic: true,
  });
  const config = await client.discovery(new URL(siteUrl), made.client.clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: LOOPBACK,
    scope: 'callers:read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });

  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--headless', '--no-sandbox'] });
  t.teardown(() => browser.close());
  const page = await (await browser.newContext()).newPage();
  await page.goto(url.href);
  await page.locator('#user_login').fill(ADMIN.login);
  await page.locator('#user_pass').fill(ADMIN.password);
  await page.locator('#wp-submit').click();
  t.is(await page.locator('#client-name').textContent(), 'Reports');

  const [led] = await Promise.all([
    page.waitForRequest((request) => request.url().startsWith(LOOPBACK)),
    page.getByRole('button', { name: 'Allow' }).click(),
  ]);
  const tokens = await client.authorizationCodeGrant(config, new URL(led.url()), {
    pkceCodeVerifier: verifier,
  });
  const answer = await site.request('/v1/integrations/callers', { auth: `Bearer ${tokens.access_token}` });
  t.is(answer.body.data.name, ADMIN.login);
});
