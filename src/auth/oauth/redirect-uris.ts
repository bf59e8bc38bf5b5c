import { ProblemError } from '../../http/problem.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** As apps register them: named after a domain, so that no two apps share one and none is a browser's own. */
const OWN_SCHEME = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/;
const MOST = 20;

/** Where codes may be sent: https, http on this machine, and for public clients a scheme of the app's own. */
export function assertRedirectUris(uris: readonly string[], isPublic: boolean): void {
  if (uris.length > MOST) refuse(`There may be at most ${MOST} redirect addresses`);
  for (const uri of uris) {
    if (!isGood(uri, isPublic)) refuse(`${JSON.stringify(uri.slice(0, 200))} cannot be a redirect address`);
  }
}

function isGood(uri: string, isPublic: boolean): boolean {
  if (uri.length > 1000 || !URL.canParse(uri)) return false;
  const { protocol, hostname, hash, href, username, password } = new URL(uri);
  if (hash !== '' || href.endsWith('#') || username !== '' || password !== '') return false;
  if (protocol === 'https:') return !(isPublic && LOOPBACK.has(hostname));
  if (protocol === 'http:') return LOOPBACK.has(hostname);
  return isPublic && OWN_SCHEME.test(protocol);
}

function refuse(message: string): never {
  throw new ProblemError('unprocessable', message, {
    details: [{ field: 'redirect_uris', message, rule: 'format' }],
  });
}
