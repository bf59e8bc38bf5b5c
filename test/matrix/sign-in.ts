import { exchange, type Headers } from './exchange.js';

export interface Person {
  readonly login: string;
  readonly email: string;
  readonly password: string;
}

/** Signs in as a browser does, and answers cookie and nonce. */
export async function browserHeaders(url: string, { login, password }: Person): Promise<Headers> {
  const answer = await exchange(url, {
    method: 'post',
    path: '/wp-login.php',
    raw: new URLSearchParams({ log: login, pwd: password }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => pair.startsWith('wordpress_logged_in_'));
  if (!cookie) throw new Error(`${login} could not sign in: ${answer.status} ${answer.text.slice(0, 300)}`);
  const nonce = await exchange(url, {
    method: 'get',
    path: '/wp-admin/admin-ajax.php?action=rest-nonce',
    headers: { cookie },
  });
  return { cookie, 'x-wp-nonce': nonce.text };
}

/** Signs in as a program of the operations platform does. */
export async function bearerHeaders(url: string, { email, password }: Person): Promise<Headers> {
  const answer = await exchange(url, { method: 'post', path: '/api/auth/login', body: { email, password } });
  const token = /"(?:token|access_token)":"([^"]+)"/.exec(answer.text)?.[1];
  if (!token) throw new Error(`${email} got no token: ${answer.status} ${answer.text.slice(0, 300)}`);
  return { authorization: `Bearer ${token}` };
}

export function basicHeaders(login: string, password: string): Headers {
  return { authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}` };
}
