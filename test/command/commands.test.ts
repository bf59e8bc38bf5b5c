import test, { type ExecutionContext } from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { jsonOf, type Typed, type TypedOptions, typed } from './typed.js';

interface Koapress {
  (words: string, more?: Partial<TypedOptions>): Promise<Typed>;
  readonly env: NodeJS.ProcessEnv;
}

/** A site of its own, and the command beside it. */
async function site(t: ExecutionContext, database: TestDatabase): Promise<Koapress> {
  const opened = await database.open();
  t.teardown(() => opened.drop());
  const env = {
    DATA_DIR: opened.dataDir,
    ADMIN_PASSWORD: 'first-password',
    ...(opened.url && { DATABASE_URL: opened.url }),
  };
  const koapress = (words: string, more: Partial<TypedOptions> = {}) =>
    typed(words.split(' '), { folder: opened.dataDir, env, ...more });
  return Object.assign(koapress, { env });
}

async function json(t: ExecutionContext, answer: Promise<Typed>): Promise<unknown> {
  const found = await answer;
  t.is(found.code, 0, found.err);
  return jsonOf(found);
}

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: a command on a fresh folder makes the site as a start would`, async (t) => {
    const koapress = await site(t, database);
    const users = await json(t, koapress('user list --json'));
    t.like(users, [
      { login: 'admin', site_role: 'administrator', organizations: [{ role: 'administrator' }] },
    ]);
    const plugins = (await json(t, koapress('plugin list --json'))) as { name: string; status: string }[];
    const states = Object.fromEntries(plugins.map(({ name, status }) => [name, status]));
    t.like(states, { billing: 'active', agency: 'active' });
  });

  test(`${engine}: a generated password is shown once, on stderr`, async (t) => {
    const opened = await database.open();
    t.teardown(() => opened.drop());
    const env = { DATA_DIR: opened.dataDir, ...(opened.url && { DATABASE_URL: opened.url }) };
    const first = await typed(['user', 'list', '--json'], { folder: opened.dataDir, env });
    t.regex(first.err, /administrator: admin, password \S{20,} /);
    jsonOf(first);
    const second = await typed(['user', 'list', '--json'], { folder: opened.dataDir, env });
    t.is(second.err, '');
  });

  test(`${engine}: makes users, and gives them passwords and roles`, async (t) => {
    const koapress = await site(t, database);
    const made = await json(t, koapress('user create ann ann@example.com --role member --json'));
    t.like(made, { login: 'ann', site_role: null, organizations: [{ role: 'member' }] });
    t.regex((made as { password: string }).password, /^\S{20,}$/);

    t.like(await json(t, koapress('user set-role ann manager --json')), {
      organizations: [{ role: 'manager' }],
    });
    t.like(await json(t, koapress('user set-role ann administrator --site --json')), {
      site_role: 'administrator',
    });
    t.like(await json(t, koapress('user set-role ann none --site --json')), { site_role: null });

    const given = await json(
      t,
      koapress('user set-password ann --password-stdin --json', { stdin: 'my own words\n' }),
    );
    t.deepEqual(given, { login: 'ann' }, 'a password that was given is not shown');
    const renewed = await json(t, koapress('user set-password ann@example.com --json'));
    t.regex((renewed as { password: string }).password, /^\S{20,}$/);
  });

  test(`${engine}: refusals are one line and exit 1`, async (t) => {
    const koapress = await site(t, database);
    for (const [words, expected] of [
      ['user set-role nobody manager', /no such user: nobody/],
      ['user set-role admin captain', /role captain does not exist/],
      ['user set-role admin none --site', /last administrator/],
      ['user create admin other@example.com', /username already exists/],
      ['user create x not-an-address', /[Ii]nvalid email/],
      ['user set-role admin manager --organization 77', /no such organisation: 77/],
      ['plugin activate nothing', /nothing/],
      ['plugin deactivate billing', /agency/],
      ['option get nothing', /no such option: nothing/],
      ['option set rate_limits {"org":5}', /rate_limits\.org must be a list, as in /],
      ['api-key create --surface org --name n --scopes what', /not a scope/],
    ] as const) {
      const { code, out, err } = await koapress(words);
      t.deepEqual([code, out], [1, ''], words);
      t.regex(err, /^koapress: [^\n]+\n$/);
      t.regex(err, expected);
    }
  });

  test(`${engine}: makes credentials in the documented form`, async (t) => {
    const koapress = await site(t, database);
    const password = await json(t, koapress('application-password create --user admin --name script --json'));
    t.deepEqual(Object.keys(password as object), ['login', 'password']);
    t.is((password as { login: string }).login, 'admin');
    for (const [surface, prefix] of [
      ['org', 'sk_live_'],
      ['ops', 'kp_ops_'],
      ['hosting', 'kp_host_'],
    ] as const) {
      const words = `api-key create --surface ${surface} --name n --scopes clients:read --expires 90d --json`;
      const made = (await json(t, koapress(words))) as { key: string };
      t.deepEqual(Object.keys(made), ['key']);
      t.true(made.key.startsWith(prefix));
    }
  });

  test(`${engine}: makes OAuth clients, shows them without secrets, and takes them back`, async (t) => {
    const koapress = await site(t, database);
    const create = 'oauth-client create --name Reports --scopes clients:read,agents:read';
    const made = (await json(t, koapress(`${create} --json`))) as Record<string, string>;
    t.deepEqual(Object.keys(made), ['client_id', 'client_secret']);
    t.regex(made.client_secret ?? '', /^[A-Za-z0-9]{43}$/);
    const open = await json(t, koapress(`${create} --public --redirect https://app.test/back --json`));
    t.like(open, { client_secret: null });

    const listed = await koapress('oauth-client list --json');
    t.false(listed.out.includes(made.client_secret ?? ''));
    t.like(jsonOf(listed), [
      { public: true, redirect_uris: ['https://app.test/back'] },
      { client_id: made.client_id, name: 'Reports', scopes: ['clients:read', 'agents:read'], public: false },
    ]);
    const rotated = await json(t, koapress(`oauth-client rotate-secret ${made.client_id} --json`));
    t.not((rotated as typeof made).client_secret, made.client_secret);
    await json(t, koapress(`oauth-client revoke ${made.client_id} --json`));
    t.is(((await json(t, koapress('oauth-client list --json'))) as unknown[]).length, 1);
    for (const [words, expected] of [
      [`oauth-client revoke ${made.client_id}`, /No such OAuth client/],
      ['oauth-client create --name n --scopes users:read', /never carry scopes of the site/],
      [
        'oauth-client create --name n --scopes a:b --redirect http://app.test/',
        /cannot be a redirect address/,
      ],
      ['oauth-client create --name n --scopes a:b --redirect javascript:alert(1)', /cannot be a redirect/],
      ['oauth-client create --name n --scopes a:b --public', /needs a redirect address/],
    ] as const) {
      const { code, err } = await koapress(words);
      t.is(code, 1, words);
      t.regex(err, expected);
    }
  });

  test(`${engine}: options keep their type, and secrets are hidden`, async (t) => {
    const koapress = await site(t, database);
    await json(t, koapress('option set agency_hours 8 --json'));
    t.is(await json(t, koapress('option get agency_hours --json')), 8);
    await json(t, koapress('option set agency_hours 8 --text --json'));
    t.is(await json(t, koapress('option get agency_hours --json')), '8');
    const all = (await json(t, koapress('option list --prefix kp_ --json'))) as {
      secret: boolean;
      value: unknown;
    }[];
    t.true(all.some(({ secret }) => secret));
    t.true(all.every(({ secret, value }) => !secret || value === '(hidden)'));
  });

  test(`${engine}: switches plugins off and on, and drops data only when told twice`, async (t) => {
    const koapress = await site(t, database);
    t.like(await json(t, koapress('plugin deactivate agency --json')), {
      name: 'agency',
      status: 'inactive',
    });
    t.is((await koapress('plugin uninstall agency')).code, 2, 'nobody is there to answer');
    t.is((await koapress('plugin uninstall agency', { answers: ['no'] })).code, 1);
    t.is((await koapress('plugin uninstall agency', { answers: ['yes', 'agenzy'] })).code, 1);
    const asked = await koapress('plugin uninstall agency --json', { answers: ['yes', 'agency'] });
    t.deepEqual(jsonOf(asked), { name: 'agency', uninstalled: true });
    t.like(await json(t, koapress('plugin activate agency --json')), { name: 'agency', status: 'active' });
  });

  test(`${engine}: shows routes and OpenAPI documents of what is active`, async (t) => {
    const koapress = await site(t, database);
    const routes = (await json(t, koapress('routes --surface agency-os --json'))) as {
      path: string;
      method: string;
    }[];
    t.true(
      routes.some(({ method, path }) => method === 'GET' && path === '/wp-json/agency-os-ai/v1/clients'),
    );
    const document = (await json(t, koapress('openapi --surface agency-os --json'))) as { paths: object };
    t.true('/clients' in document.paths);
    const all = (await json(t, koapress('openapi --json'))) as { paths: object };
    t.true('/wp-json/agency-os-ai/v1/clients' in all.paths);
  });

  test(`${engine}: migrations are shown before and after they have run`, async (t) => {
    const koapress = await site(t, database);
    const before = (await json(t, koapress('migrate --status --json'))) as {
      done: string[];
      pending: string[];
    };
    t.is(before.done.length, 0);
    const ran = (await json(t, koapress('migrate --json'))) as { ran: string[] };
    t.deepEqual(ran.ran, before.pending);
    t.deepEqual(await json(t, koapress('migrate --status --json')), { done: before.pending, pending: [] });
    t.deepEqual(await json(t, koapress('migrate --json')), { ran: [] });
  });

  test(`${engine}: a setting is set by its type, and a secret one goes into the vault and is not shown`, async (t) => {
    const koapress = await site(t, database);
    const name = 'billing_stripe_secret_key';
    const said = [
      await koapress(`option set ${name} sk_of_the_test`),
      await koapress(`option get ${name}`),
      await koapress('option list'),
    ];
    for (const { code, out } of said) {
      t.is(code, 0);
      t.false(out.includes('sk_of_the_test'));
    }
    t.is(said[0]?.out.trim(), `${name} is (hidden)`);
    await json(t, koapress('option set billing_reminder_days 7 --json'));
    t.is(await json(t, koapress('option get billing_reminder_days --json')), '7');
    const refused = await koapress('option set billing_signup_bonus -1');
    t.is(refused.code, 1);
    t.regex(refused.err, /billing_signup_bonus/);
    for (const words of ['billing_reminder_days -- -3;7', 'billing_stripe_api_base api.example']) {
      const unfit = await koapress(`option set ${words}`);
      t.deepEqual([unfit.code, unfit.err.split(' must match ')[0]], [1, `koapress: ${words.split(' ')[0]}`]);
    }
    await json(t, koapress('option set billing_reminder_days --json -- -3,7'));
    // The doctor misses what belongs to it.
    const { out } = await koapress('doctor');
    t.regex(
      out,
      /! Payments: there is no secret of the webhook.*\n {4}koapress option set billing_stripe_webhook_secret/,
    );
  });

  test(`${engine}: the doctor finds a site well, and says what is wrong with a broken one`, async (t) => {
    const koapress = await site(t, database);
    await koapress('user list');
    const well = (await json(t, koapress('doctor --json'))) as { ok: boolean; checks: { check: string }[] };
    t.true(well.ok);
    t.true(well.checks.some(({ check }) => check === 'Plugin agency'));

    const env = { ...koapress.env, SECRET_KEY: 'another-key-another-key-another-key' };
    const ill = await koapress('doctor', { env });
    t.is(ill.code, 1);
    t.regex(ill.out, /✘ Secret key: .*\n {4}\S+/);
  });
}

test('the doctor stops at a wrong configuration and at a database that is away', async (t) => {
  const [database] = databases;
  const opened = await (database as TestDatabase).open();
  t.teardown(() => opened.drop());
  const doctor = (env: NodeJS.ProcessEnv) => typed(['doctor'], { folder: opened.dataDir, env });
  const wrong = await doctor({ PORT: 'x' });
  t.is(wrong.code, 1);
  t.regex(wrong.out, /✘ Configuration: PORT/);
  const away = await doctor({ DATABASE_URL: 'mysql://nobody:secret-word@127.0.0.1:1/none' });
  t.is(away.code, 1);
  t.regex(away.out, /✘ Database: .*\n {4}Check that the server runs/);
  t.notRegex(away.out, /secret-word/);
});
