import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentsDouble } from '../../plugins/billing/double/double.js';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import type { PublishedOperation } from '../../src/http/route-table.js';
import type { SurfaceId } from '../../src/http/surfaces/surface.js';
import { Maker } from '../contract/samples/maker.js';
import type { TestDatabase } from '../support/databases.js';
import { ADMIN, type Site, type SiteOverrides, startSite } from '../support/site.js';
import { exchange, type Headers } from './exchange.js';
import { sampleTiers, startPayments } from './payments.js';
import { Rows } from './rows.js';
import { sampleJobs } from './sample-jobs.js';
import { basicHeaders, bearerHeaders, browserHeaders, type Person } from './sign-in.js';
import { writeSparePlugins } from './spare-plugins.js';

/** Surfaces that API keys are made for. */
const KEY_SURFACES = ['org', 'ops', 'hosting'] as const;
type KeySurface = (typeof KEY_SURFACES)[number];

/** An organisation and who administers it. */
export interface Party {
  readonly orgId: number;
  readonly userId: number;
  readonly person: Person;
}

/**
 * A site with two organisations. Aurora's administrator is the site's as well; Borealis' administrator has everything
 * in Borealis and nothing of the site. Every text of Aurora's rows holds the word Aurora.
 */
export class World {
  private constructor(
    readonly site: Site,
    readonly rows: Rows,
    readonly aurora: Party,
    readonly borealis: Party,
    readonly make: Maker,
    private readonly payments: PaymentsDouble,
  ) {}

  static async start(database: TestDatabase, overrides: SiteOverrides = {}): Promise<World> {
    const place = await database.open();
    const pluginsDir = await writeSparePlugins(place.dataDir);
    const site = await startSite(database, { pluginsDir, outgoingAllow: ['127.0.0.1'], ...overrides, place });
    const { host, actor, url } = site;
    await pauseCron(site);
    const admin = await host.accounts.users.byLoginOrEmail(ADMIN.login);
    const aurora = { orgId: actor.orgId, userId: admin?.id ?? 0, person: ADMIN };
    const borealis = await makeBorealis(site);
    const key = async (surface: KeySurface) => ({ authorization: await site.key(surface, ['*']) });
    const payments = await startPayments(site);
    const usesCounted = () => host.auth.apiKeyUsage.flush();
    const headers = { authorization: site.admin };
    const owner = {
      url,
      orgId: aurora.orgId,
      userId: aurora.userId,
      headers,
      key,
      job: sampleJobs(site),
      tier: sampleTiers(site),
      usesCounted,
      publicUserId: (userId: number) => publicUserId(site, userId),
    };
    const rows = await Rows.open(site.database);
    return new World(site, rows, aurora, borealis, new Maker(owner), payments);
  }

  get url(): string {
    return this.site.url;
  }

  /** Everything that the site serves now. */
  get operations(): readonly PublishedOperation[] {
    return this.site.host.http.routes.operations;
  }

  /** Jobs write rows between two looks at them: none is left that begins by itself now. */
  async settled(): Promise<void> {
    const sql = "select id, name from kp_jobs where status in ('ready', 'running')";
    const left = () => this.site.host.db.raw<{ id: number; name: string }>(sql);
    const deadline = Date.now() + 30_000;
    for (let jobs = await left(); jobs.length > 0; jobs = await left()) {
      if (Date.now() > deadline)
        throw new Error(`Jobs do not end: ${jobs.map(({ name }) => name).join(', ')}`);
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    await this.payments.stop();
    await this.rows.close();
    await this.site.stop();
    await this.site.database.drop();
  }

  /** A program's credential of this party that the surface takes. Null: all that its owner may do. */
  async program(surface: SurfaceId, party: Party, scopes: readonly string[] | null = null): Promise<Headers> {
    if (surface === 'assistants') return this.oauthToken(party, scopes ?? ['*']);
    const key = KEY_SURFACES.find((candidate) => candidate === surface);
    return key ? this.key(key, party, scopes ?? ['*']) : this.applicationPassword(party, scopes);
  }

  async key(surface: KeySurface, { orgId }: Party, scopes: readonly string[]): Promise<Headers> {
    const actor = hostPrincipal(orgId, 'tests');
    const { key } = await this.site.host.auth.apiKeys.create(actor, { surface, name: 'tests', scopes });
    return { authorization: `Bearer ${key}` };
  }

  /** Of a client of its own. There is no token without scopes: instead of none it has one that opens nothing there. */
  async oauthToken({ orgId }: Party, scopes: readonly string[]): Promise<Headers> {
    const actor = hostPrincipal(orgId, 'tests');
    const allowed = scopes.length > 0 ? scopes : ['api-keys:write'];
    const { oauthClients } = this.site.host.auth;
    const { client, secret } = await oauthClients.create(actor, { name: 'tests', scopes: allowed });
    const proof = { client_id: client.clientId, client_secret: secret ?? '' };
    const answer = await this.send({
      method: 'post',
      path: '/oauth/token',
      raw: new URLSearchParams({ grant_type: 'client_credentials', ...proof }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const { access_token } = JSON.parse(answer.text) as { access_token: string };
    return { authorization: `Bearer ${access_token}` };
  }

  async applicationPassword(party: Party, scopes: readonly string[] | null): Promise<Headers> {
    const { applicationPasswords } = this.site.host.auth;
    const input = { name: `tests ${Math.random()}`, scopes };
    const actor = hostPrincipal(party.orgId, 'tests');
    const { password } = await applicationPasswords.create(actor, party.userId, input);
    return basicHeaders(party.person.login, password);
  }

  session({ person }: Party): Promise<Headers> {
    return browserHeaders(this.url, person);
  }

  accessToken({ person }: Party): Promise<Headers> {
    return bearerHeaders(this.url, person);
  }

  /** One of each kind, with everything that this party may do. */
  async credentials(party: Party): Promise<readonly Credential[]> {
    const keys = KEY_SURFACES.map(async (surface) => ({
      kind: 'api-key' as const,
      surface,
      name: `a key of ${surface}`,
      headers: await this.key(surface, party, ['*']),
    }));
    return [
      { kind: 'session', name: 'cookie and nonce', headers: await this.session(party) },
      { kind: 'jwt', name: 'an access token', headers: await this.accessToken(party) },
      {
        kind: 'application-password',
        name: 'an application password',
        headers: await this.applicationPassword(party, null),
      },
      {
        kind: 'oauth',
        surface: 'assistants',
        name: 'an OAuth access token',
        headers: await this.oauthToken(party, ['*']),
      },
      ...(await Promise.all(keys)),
    ];
  }

  send(call: Parameters<typeof exchange>[1]) {
    return exchange(this.url, call);
  }
}

export interface Credential {
  readonly kind: 'session' | 'jwt' | 'application-password' | 'api-key' | 'oauth';
  /** The one surface that a key or token is for. */
  readonly surface?: SurfaceId;
  readonly name: string;
  readonly headers: Headers;
}

async function makeBorealis({ host, actor }: Site): Promise<Party> {
  const { id: orgId } = await host.accounts.organizations.create(actor, { name: 'Borealis' });
  const person = { login: 'borealis', email: 'borealis@example.test', password: 'correct horse 3' };
  const membership = { orgId, role: 'administrator' };
  const { id } = await host.accounts.users.create({ ...actor, orgId }, { ...person, membership });
  return { orgId, userId: id, person };
}

/** `/clients/{id}` as documents write it, of a router's `/clients/:id`. */
export function templateOf({ method, fullPath }: PublishedOperation): string {
  return `${method.toUpperCase()} ${fullPath.replace(/[:*]([^/]+)/g, '{$1}')}`;
}

/** No operation of the contracts tells it. */
export async function publicUserId({ host }: Site, userId: number): Promise<string> {
  return (await host.accounts.users.get(userId)).publicId;
}

/** A task at its minute would change rows between two looks at them. */
async function pauseCron({ host, actor }: Site): Promise<void> {
  const { control } = host.background.cron;
  for (const { spec } of await control.list()) await control.pause(actor, spec.name);
}
