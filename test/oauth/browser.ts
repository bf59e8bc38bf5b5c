import * as client from 'openid-client';
import { type OAuthRoom, REDIRECT, SITE_URL } from './oauth-room.js';

/** A person at a browser: keeps cookies, follows redirects within the site, and fills in forms. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly room: OAuthRoom) {}

  async signIn(login: string, password: string): Promise<void> {
    await this.send(`${SITE_URL}/wp-login.php`, { log: login, pwd: password });
  }

  /** Where the site leads to at last: an address outside, or a page of its own. */
  async open(url: string, fields?: Readonly<Record<string, string>>): Promise<Shown> {
    let response = await this.send(url, fields);
    let at = url;
    for (let hops = 0; hops < 10; hops += 1) {
      const location = response.headers.get('location');
      if (!location) break;
      at = new URL(location, at).href;
      if (!at.startsWith(`${SITE_URL}/`))
        return { at, status: response.status, text: '', headers: response.headers };
      response = await this.send(at);
    }
    return { at, status: response.status, text: await response.text(), headers: response.headers };
  }

  /** Answers the consent page; `fields` go over those that stand in its form. */
  async decide(page: Shown, fields: Readonly<Record<string, string>>): Promise<Shown> {
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const own = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    return this.open(page.at, { ...own, ...fields });
  }

  private async send(url: string, fields?: Readonly<Record<string, string>>): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = fields && new URLSearchParams(fields);
    const response = await this.room.fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { cookie, accept: 'text/html' },
      ...(body ? { body } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

export interface Shown {
  readonly at: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** What a program sends somebody's browser off with, and what it needs at the end. */
export async function beginning(config: client.Configuration, scope: string, redirectUri = REDIRECT) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, checks: { pkceCodeVerifier: verifier, expectedState: state } };
}

/** From the first address to the tokens, by somebody who has signed in and says yes. */
export async function authorize(browser: Browser, config: client.Configuration, scope: string) {
  const { url, checks } = await beginning(config, scope);
  const back = await browser.decide(await browser.open(url), { decision: 'allow' });
  const tokens = await client.authorizationCodeGrant(config, new URL(back.at), checks);
  return { back, checks, tokens };
}
