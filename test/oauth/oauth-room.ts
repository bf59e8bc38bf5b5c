import * as client from 'openid-client';
import type { NewOAuthClient } from '../../src/auth/oauth/clients.js';
import type { OpenedDatabase, TestDatabase } from '../support/databases.js';
import { type Answer, type Site, type SiteOverrides, startSite } from '../support/site.js';
import { FIXTURE_PLUGINS } from '../wordpress/fixture-plugins.js';

export const SITE_URL = 'http://site.test';
export const REDIRECT = 'https://app.test/back';
export const CALLERS = '/v1/integrations/callers';

/** A site of two processes on MariaDB, of one on SQLite; each request goes to the next one. */
export class OAuthRoom {
  private turn = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly place: OpenedDatabase,
    private sites: readonly Site[],
  ) {}

  static async open(database: TestDatabase): Promise<OAuthRoom> {
    const place = await database.open();
    const room = new OAuthRoom(database, place, []);
    await room.start();
    await room.first.host.plugins.activate('callers', room.first.actor);
    await room.catchUp();
    return room;
  }

  get first(): Site {
    return this.sites[0] as Site;
  }

  async start(overrides: SiteOverrides = {}): Promise<void> {
    const options = { pluginsDir: FIXTURE_PLUGINS, place: this.place, ...overrides };
    const sites = [await startSite(this.database, options)];
    if (this.database.engine === 'mysql') sites.push(await startSite(this.database, options));
    this.sites = sites;
  }

  async stop(): Promise<void> {
    for (const site of this.sites.toReversed()) await site.stop();
  }

  async drop(): Promise<void> {
    await this.stop();
    await this.place.drop();
  }

  /** All processes hear of what the others have changed. */
  async catchUp(): Promise<void> {
    for (const { host } of this.sites) await host.revisions.look();
  }

  next(): Site {
    this.turn += 1;
    return this.sites[this.turn % this.sites.length] as Site;
  }

  /** Of any process, as it says it now. */
  call(token: string, method = 'GET', path = CALLERS): Promise<Answer> {
    return this.next().request(path, { method, auth: `Bearer ${token}` });
  }

  form(path: string, fields: Readonly<Record<string, string>>, headers = {}): Promise<Answer> {
    const body = new URLSearchParams(fields).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
    return this.next().request(path, { method: 'POST', headers: type, body });
  }

  /** Makes a client, and what a program of the standard library knows of it. */
  async program(input: Partial<NewOAuthClient> = {}) {
    const { first } = this;
    const wanted = { name: 'Reports', scopes: ['callers:read', 'callers:write'], ...input };
    const { client: made, secret } = await first.host.auth.oauthClients.create(first.actor, wanted);
    return { config: await this.configOf(made.clientId, secret), id: made.clientId, secret: secret ?? '' };
  }

  configOf(clientId: string, secret: string | null): Promise<client.Configuration> {
    const proof = secret === null ? client.None() : client.ClientSecretBasic(secret);
    return client.discovery(new URL(SITE_URL), clientId, undefined, proof, {
      [client.customFetch]: (url, options) => this.fetch(url, options as RequestInit),
      execute: [client.allowInsecureRequests],
    });
  }

  /** To the site's address, which leads to the next process. */
  fetch(url: string, options: RequestInit = {}): Promise<Response> {
    return fetch(url.replace(SITE_URL, this.next().url), { redirect: 'manual', ...options });
  }
}
