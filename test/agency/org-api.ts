import test, { type ExecutionContext } from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Answer, type Sent, type Site, startSite } from '../support/site.js';
import { AgencyApi } from './agency-site.js';

type Data = Answer['body'];

/** The organisation's API of a running site, by one key; beside it the agency's, by the administrator. */
export class OrgApi {
  constructor(
    readonly site: Site,
    readonly key: string,
    readonly agency: AgencyApi = new AgencyApi(site),
  ) {}

  static async open(site: Site, scopes: readonly string[] = ['*']): Promise<OrgApi> {
    return new OrgApi(site, await site.key('org', scopes));
  }

  /** The same site by a key with these scopes alone. */
  with(...scopes: string[]): Promise<OrgApi> {
    return OrgApi.open(this.site, scopes);
  }

  send(method: string, path: string, body?: unknown, sent: Sent = {}): Promise<Answer> {
    return this.site.request(`/api/v1${path}`, { method, auth: this.key, body, ...sent });
  }

  async get(path: string): Promise<Data> {
    return data(await this.send('GET', path), 200, path);
  }

  async make(path: string, body: object): Promise<Data> {
    return data(await this.send('POST', path, body), 201, path);
  }

  async put(path: string, body: object): Promise<Data> {
    return data(await this.send('PUT', path, body), 200, path);
  }

  /** Answers the public id. */
  async client(values: object = {}): Promise<string> {
    return (await this.make('/clients', { name: 'Somebody', ...values })).publicId;
  }

  service(values: object = {}): Promise<Data> {
    return this.make('/services', { name: 'A logo', price: 120_000, currency: 'EUR', ...values });
  }

  async order(values: object = {}, service: object = {}): Promise<Data> {
    const refers = { clientId: await this.client(), serviceId: (await this.service(service)).publicId };
    return this.make('/orders', { ...refers, ...values });
  }

  /** Along these, one after the other. */
  async move(publicId: string, ...statuses: string[]): Promise<Data> {
    let order: Data;
    for (const status of statuses) order = await this.put(`/orders/${publicId}`, { status });
    return order;
  }

  /** Rows of a table of the first organisation, past the site. */
  async rows(table: string, where: object): Promise<Data[]> {
    return this.site.host.db.query(table).where({ org_id: this.site.actor.orgId, ...where });
  }
}

function data({ status, body }: Answer, expected: number, path: string): Data {
  if (status === expected) return body.data;
  throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
}

type Body = (t: ExecutionContext, api: OrgApi) => Promise<void>;

/** One site per database for all tests of a file. Tests run side by side: each makes what it looks at. */
export function onOrgSites(): (title: string, body: Body) => void {
  const apis = new Map<TestDatabase, OrgApi>();
  test.before(async () => {
    for (const database of databases)
      apis.set(database, await OrgApi.open(await startSite(database, { outgoingAllow: ['127.0.0.1'] })));
  });
  test.after.always(async () => {
    for (const { site } of apis.values()) await site.stop();
  });
  return (title, body) => {
    for (const database of databases)
      test(`${database.engine}: ${title}`, (t) => body(t, apis.get(database) as OrgApi));
  };
}
