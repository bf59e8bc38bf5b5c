import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site } from '../support/site.js';
import { bundle } from './browser-bundle.js';
import { startWordPress } from './wordpress-site.js';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser | undefined;

test.before(async (t) => {
  if (existsSync(CHROMIUM)) {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    return;
  }
  const message = `NOT RUN: there is no browser at ${CHROMIUM}. Install chromium, or name one in CHROMIUM.`;
  if (process.env.REQUIRE_ALL === '1') throw new Error(message);
  t.log(message);
  console.error(message);
});
test.after.always(async () => {
  await browser?.close();
});

for (const database of databases) {
  test.serial(
    `${database.engine}: in Chromium an administrator signs in, switches agency off and on, and signs out`,
    async (t) => {
      if (!browser) return t.pass('NOT RUN: there is no browser');
      const site = await startWordPress(database);
      const context = await browser.newContext();
      t.teardown(() => site.stop());
      t.teardown(() => context.close());
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      page.on('pageerror', (error) => faults.push(error.message));

      await signIn(page, site);
      t.is(await page.locator('#current-user').textContent(), ADMIN.login);
      t.deepEqual(await activePlugins(page), ['Agency', 'Billing']);

      await loadApiFetch(page);
      t.deepEqual(await switchAgency(page, 'inactive'), { status: 'inactive', clients: 'rest_no_route' });
      await page.reload();
      t.deepEqual(await activePlugins(page), ['Billing']);
      t.deepEqual(faults.splice(0), [
        'Failed to load resource: the server responded with a status of 404 (Not Found)',
      ]);

      await loadApiFetch(page);
      t.deepEqual(await switchAgency(page, 'active'), { status: 'active', clients: 'answered' });
      await page.reload();
      t.deepEqual(await activePlugins(page), ['Agency', 'Billing']);

      await page.getByRole('link', { name: 'Log out' }).click();
      await page.getByText('You are now logged out.').waitFor();
      await page.goto(`${site.url}/wp-admin/`);
      t.true(page.url().startsWith(`${site.url}/wp-login.php?redirect_to=`));
      t.deepEqual(faults, []);
    },
  );
}

/** By the form, as people do: wrong first, then right. */
async function signIn(page: Page, site: Site): Promise<void> {
  await page.goto(`${site.url}/wp-admin/`);
  await page.getByLabel('Username or email address').fill(ADMIN.login);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByLabel('Remember me').check();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`${site.url}/wp-admin/`);
}

async function activePlugins(page: Page): Promise<string[]> {
  return page.locator('#active-plugins strong').allTextContents();
}

/** Evaluated from outside: the page's own policy takes no scripts from anywhere. */
async function loadApiFetch(page: Page): Promise<void> {
  await page.evaluate(`window.apiFetch = ${bundle('@wordpress/api-fetch')}; undefined`);
  await page.evaluate(`(async () => {
    const answer = await fetch('/wp-admin/admin-ajax.php?action=rest-nonce');
    apiFetch.use(apiFetch.createRootURLMiddleware('/wp-json/'));
    apiFetch.use(apiFetch.createNonceMiddleware(await answer.text()));
  })()`);
}

async function switchAgency(page: Page, status: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const data = { status: ${JSON.stringify(status)} };
    const plugin = await apiFetch({ path: '/wp/v2/plugins/agency', method: 'PUT', data });
    const read = apiFetch({ path: '/agency-os-ai/v1/clients' });
    const clients = await read.then(() => 'answered', (error) => error.code);
    return { status: plugin.status, clients };
  })()`);
}
