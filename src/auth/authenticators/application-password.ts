import type { Users } from '../../accounts/users.js';
import { ProblemError } from '../../http/problem.js';
import type { ApplicationPasswords } from '../application-passwords.js';
import type { CredentialCache, Verified } from '../credential-cache.js';
import type { Principals } from '../principals.js';
import type { UsageNotes } from '../usage-notes.js';
import type { Authenticator } from './authenticator.js';
import { addressOf, authorization, basic, wantedOrganization } from './request-parts.js';

const DAY_MS = 86_400_000;

interface Needs {
  readonly users: Users;
  readonly applicationPasswords: ApplicationPasswords;
  readonly principals: Principals;
  readonly cache: CredentialCache;
  readonly notes: UsageNotes;
}

/** `Authorization: Basic` with a login (or e-mail address) and an application password, never the login's own. */
export function applicationPasswordAuthenticator(needs: Needs): Authenticator {
  return {
    async authenticate(ctx) {
      const encoded = authorization(ctx, 'basic');
      if (encoded === undefined) return undefined;
      const wanted = wantedOrganization(ctx);
      const address = addressOf(ctx);
      return needs.cache.through(`basic ${encoded} ${wanted ?? ''}`, address, () =>
        verify(needs, encoded, wanted, address),
      );
    },
  };
}

async function verify(
  needs: Needs,
  encoded: string,
  wanted: string | undefined,
  address: string,
): Promise<Verified> {
  const sent = basic(encoded);
  const owner = sent && (await needs.users.forSignIn(sent.login));
  // An unknown login costs the same look-up: nobody has the id 0.
  const item = sent && (await needs.applicationPasswords.verify(owner?.user.id ?? 0, sent.password));
  if (!owner || !item) {
    const message = 'The provided password is an invalid application password.';
    throw new ProblemError('bad_credentials', message, { reason: 'incorrect_password' });
  }
  const credential = { kind: 'application-password', id: item.uuid, scopes: item.scopes } as const;
  const principal = await needs.principals.ofUser(owner.user, credential, wanted);
  const use = {
    key: `application-password ${item.id}`,
    lastUsedAt: item.lastUsedAt,
    everyMs: DAY_MS,
    write: (from: string) => needs.applicationPasswords.noteUse(item.id, from),
  };
  return { principal, endsAt: item.expiresAt?.getTime(), used: await needs.notes.open(use, address) };
}
