import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';
import { checkAll } from './cases.js';
import { FIXTURE_PLUGINS } from './fixture-plugins.js';

const SETTINGS = '/wp/v2/settings';
const SITE = {
  title: 'Koapress',
  description: '',
  url: 'http://site.test',
  email: ADMIN.email,
  timezone: '',
  date_format: 'F j, Y',
  time_format: 'g:i a',
  start_of_week: 1,
  language: 'en_US',
  sign_in_mails: true,
};
/** With those of the plugins that a fresh site has. */
const STANDARD = {
  ...SITE,
  billing_mails_per_hour: 1000,
  billing_reminder_days: '-3,1,7,14',
  billing_signup_bonus: 0,
  billing_stripe_api_base: 'https://api.stripe.com',
  billing_stripe_publishable_key: '',
  billing_stripe_secret_key: '',
  billing_stripe_webhook_secret: '',
};

for (const database of databases) {
  let site: Site;
  test.before(`${database.engine}: start`, async () => {
    site = await startSite(database, { pluginsDir: FIXTURE_PLUGINS });
  });
  test.after.always(`${database.engine}: stop`, () => site.stop());

  test.serial(`${database.engine}: shows, changes and resets the settings of the site`, async (t) => {
    const auth = site.admin;
    const all =
      (more: object) =>
      ({ body }: { body: unknown }) =>
        t.deepEqual(body, { ...STANDARD, ...more });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await checkAll(t, site, [
      { ask: `GET ${SETTINGS}`, auth, status: 200, allow: 'GET, POST, PUT, PATCH', check: all({}) },
      {
        ask: `POST ${SETTINGS}`,
        auth,
        body: { title: 'A & B' },
        status: 200,
        check: all({ title: 'A &amp; B' }),
      },
      {
        ask: `POST ${SETTINGS}`,
        auth,
        body: { title: 'A &amp; B' },
        status: 200,
        check: all({ title: 'A &amp; B' }),
      },
      { ask: 'GET /', status: 200, check: ({ body }) => t.is(body.name, 'A &amp; B') },
      { ask: 'GET //', status: 200, check: ({ body }) => t.regex(body, /<h1>A &amp; B<\/h1>/) },
      {
        ask: `PUT ${SETTINGS}`,
        auth,
        body: { title: null, start_of_week: '3' },
        status: 200,
        check: all({ start_of_week: 3 }),
      },
      {
        ask: `PATCH ${SETTINGS}`,
        auth,
        body: { start_of_week: null, nothing: 1 },
        status: 200,
        check: all({}),
      },
      {
        ask: `POST ${SETTINGS}`,
        auth,
        headers: form,
        body: 'title=By+form',
        status: 200,
        check: all({ title: 'By form' }),
      },
      {
        ask: `POST ${SETTINGS}?title=By+query`,
        auth,
        body: {},
        status: 200,
        check: all({ title: 'By query' }),
      },
      { ask: `POST ${SETTINGS}`, auth, body: SITE, status: 200, check: all({}) },
      { ask: `POST ${SETTINGS}`, auth, body: { timezone: 'Asia/Kolkata' }, status: 200 },
      { ask: 'GET /', status: 200, check: ({ body }) => t.is(body.gmt_offset, 5.5) },
      { ask: `POST ${SETTINGS}`, auth, body: { timezone: '' }, status: 200, check: all({}) },
      { ask: 'GET /', status: 200, check: ({ body }) => t.is(body.gmt_offset, '0') },
    ]);
  });

  test.serial(`${database.engine}: refuses settings that do not fit, and writes none of them`, async (t) => {
    const auth = site.admin;
    const bad = (body: object, detail: string) =>
      ({ ask: `POST ${SETTINGS}`, auth, body, status: 400, code: 'rest_invalid_param', detail }) as const;
    await checkAll(t, site, [
      bad({ title: 'Changed', start_of_week: 'x' }, 'rest_invalid_type'),
      bad({ title: 'Changed', start_of_week: 7 }, 'rest_out_of_bounds'),
      bad({ title: 5 }, 'rest_invalid_type'),
      bad({ title: 'two\nlines' }, 'rest_invalid_pattern'),
      bad({ email: 'nobody' }, 'rest_invalid_email'),
      bad({ timezone: 'Mars/Olympus' }, 'rest_invalid_param'),
      bad({ url: 'https://elsewhere.test' }, 'rest_invalid_param'),
      { ask: `GET ${SETTINGS}`, auth, status: 200, check: ({ body }) => t.deepEqual(body, STANDARD) },
      { ask: `DELETE ${SETTINGS}`, auth, status: 404, code: 'rest_no_route' },
    ]);
  });

  test.serial(
    `${database.engine}: settings of a plugin are there while it is active, and keep their values`,
    async (t) => {
      const auth = site.admin;
      const plugin = (status: string) => ({
        ask: 'PUT /wp/v2/plugins/notes',
        auth,
        body: { status },
        status: 200,
      });
      await checkAll(t, site, [
        plugin('active'),
        { ask: `POST ${SETTINGS}`, auth, body: { notes_limit: '7', notes_shared: 'true' }, status: 200 },
        {
          ask: `POST ${SETTINGS}`,
          auth,
          body: { notes_limit: 101 },
          status: 400,
          detail: 'rest_out_of_bounds',
        },
        plugin('inactive'),
        { ask: `GET ${SETTINGS}`, auth, status: 200, check: ({ body }) => t.deepEqual(body, STANDARD) },
        plugin('active'),
        {
          ask: `GET ${SETTINGS}`,
          auth,
          status: 200,
          check: ({ body }) => t.deepEqual(body, { ...STANDARD, notes_limit: 7, notes_shared: true }),
        },
      ]);
    },
  );

  test.serial(`${database.engine}: hides the settings from whoever may not see them`, async (t) => {
    const { auth } = await site.login({ login: 'plain' });
    const reader = await site.login({
      login: 'reader',
      siteRole: 'administrator',
      scopes: ['settings:read'],
    });
    await checkAll(t, site, [
      { ask: `GET ${SETTINGS}`, status: 401, code: 'rest_forbidden' },
      { ask: `POST ${SETTINGS}`, body: { start_of_week: 'x' }, status: 401, code: 'rest_forbidden' },
      { ask: `GET ${SETTINGS}`, auth, status: 403, code: 'rest_forbidden' },
      { ask: `GET ${SETTINGS}`, auth: reader.auth, status: 200, allow: 'GET' },
      {
        ask: `POST ${SETTINGS}`,
        auth: reader.auth,
        body: { title: 'x' },
        status: 403,
        code: 'rest_forbidden',
      },
    ]);
  });
}
