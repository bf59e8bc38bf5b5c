import test, { type ExecutionContext } from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Answer, type Sent, type Site, startSite } from '../support/site.js';

const BASE = '/wp-json/agency-os-ai/v1';

type Data = Answer['body'];

/** The agency's API of a running site, by one credential. */
export class AgencyApi {
  constructor(
    readonly site: Site,
    readonly auth: string | null = site.admin,
  ) {}

  /** The same site seen by somebody else. */
  by(auth: string | null): AgencyApi {
    return new AgencyApi(this.site, auth);
  }

  send(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    return this.site.request(BASE + path, { method, auth: this.auth, ...sent });
  }

  async get(path: string): Promise<Data> {
    return data(await this.send('GET', path), 200, path);
  }

  /** Ids of a list, and its total. */
  async list(path: string): Promise<{ ids: number[]; total: number; items: Data[] }> {
    const answer = await this.send('GET', path);
    const items = data(answer, 200, path);
    const ids = items.map((item: { id: number }) => item.id);
    return { ids, items, total: Number(answer.headers.get('x-wp-total')) };
  }

  async make(path: string, body: unknown): Promise<Data> {
    return data(await this.send('POST', path, { body }), 201, path);
  }

  async put(path: string, body: unknown): Promise<Data> {
    return data(await this.send('PUT', path, { body }), 200, path);
  }

  async delete(path: string): Promise<Data> {
    return data(await this.send('DELETE', path), 200, path);
  }

  client(values: object = {}): Promise<Data> {
    return this.make('/clients', { name: 'Somebody', ...values });
  }

  async project(values: object = {}): Promise<Data> {
    const client_id = (values as { client_id?: number }).client_id ?? (await this.client()).id;
    return this.make('/projects', { name: 'Something', client_id, ...values });
  }

  async task(values: object = {}): Promise<Data> {
    const project_id = (values as { project_id?: number }).project_id ?? (await this.project()).id;
    return this.make('/tasks', { title: 'To be done', project_id, ...values });
  }

  async entry(values: object = {}): Promise<Data> {
    const project_id = (values as { project_id?: number }).project_id ?? (await this.project()).id;
    const when = 'started_at' in values ? {} : { date: '2026-03-02', minutes: 60 };
    return this.make('/time-entries', { ...when, project_id, ...values });
  }

  ticket(values: object = {}): Promise<Data> {
    return this.make('/tickets', { subject: 'Help', message: 'It is broken', ...values });
  }
}

function data(answer: Answer, status: number, path: string): Data {
  if (answer.status === status && answer.body?.success === true) return answer.body.data;
  throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

type Body = (t: ExecutionContext, api: AgencyApi) => Promise<void>;

/** One site per database for all tests of a file. Tests run side by side: each makes what it looks at. */
export function onAgencySites(): (title: string, body: Body) => void {
  const sites = new Map<TestDatabase, Site>();
  test.before(async () => {
    for (const database of databases) sites.set(database, await startSite(database));
  });
  test.after.always(async () => {
    for (const site of sites.values()) await site.stop();
  });
  return (title, body) => {
    for (const database of databases) {
      test(`${database.engine}: ${title}`, (t) => body(t, new AgencyApi(sites.get(database) as Site)));
    }
  };
}

/** A refusal of this status whose message names the field. */
export async function refused(
  t: ExecutionContext,
  answer: Promise<Answer>,
  status: number,
  names: string,
): Promise<void> {
  const { status: actual, body } = await answer;
  t.is(actual, status, JSON.stringify(body));
  t.is(body.success, false);
  t.is(typeof body.code, 'string');
  t.true(String(body.message).includes(names), `${JSON.stringify(body)} does not name ${names}`);
}
