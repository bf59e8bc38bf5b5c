import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { TestDatabase } from '../support/databases.js';
import { ADMIN, type Answer, type Sent, type Site, type SiteOverrides, startSite } from '../support/site.js';
import { CookieJar } from './cookie-jar.js';

/** A site whose own address is the one it listens at, as cookies and links need it. */
export async function startWordPress(database: TestDatabase, overrides: SiteOverrides = {}): Promise<Site> {
  const port = await freePort();
  return startSite(database, { port, siteUrl: `http://127.0.0.1:${port}`, ...overrides });
}

/** Somebody signed in by the form, with their cookies and their nonce. */
export interface Browser {
  readonly jar: CookieJar;
  readonly nonce: string;
  request(path: string, sent?: Sent): Promise<Answer>;
}

export async function signIn(site: Site, login = ADMIN.login, password = ADMIN.password): Promise<Browser> {
  const jar = new CookieJar();
  await jar.fetch(`${site.url}/wp-login.php`, {
    method: 'POST',
    body: new URLSearchParams({ log: login, pwd: password }),
  });
  const nonce = await (await jar.fetch(`${site.url}/wp-admin/admin-ajax.php?action=rest-nonce`)).text();
  return { jar, nonce, request: (path, sent) => ask(site, jar, path, sent) };
}

/** With the cookies and nothing else. */
async function ask(site: Site, jar: CookieJar, path: string, sent: Sent = {}): Promise<Answer> {
  const [pathname = ''] = path.split('?');
  const cookie = jar.header(pathname);
  return site.request(path, { ...sent, headers: { ...(cookie === '' ? {} : { cookie }), ...sent.headers } });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
