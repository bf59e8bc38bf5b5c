import type { Organizations } from '../accounts/organizations.js';
import type { Users } from '../accounts/users.js';
import type { LoginAttempts } from '../auth/login-attempts.js';
import { systemPrincipal } from '../auth/system-principal.js';
import type { Database } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import type { JobRun, JobSpec, Jobs } from '../jobs/job.js';
import type { AccountLinks } from './account-links.js';
import type { AccountMailer } from './account-mailer.js';
import { ACCOUNT_MAILS } from './templates.js';

interface Needs {
  readonly db: Database;
  readonly users: Users;
  readonly organizations: Organizations;
  readonly links: AccountLinks;
  readonly mailer: AccountMailer;
  readonly jobs: Jobs;
  /** Of their own: failed sign-ins count elsewhere. */
  readonly attempts: LoginAttempts;
}

interface Payload {
  readonly name: string;
}

const SEND = `${ACCOUNT_MAILS}.reset-password`;
const LONGEST_NAME = 190;

/** A new password for whoever reads the account's mail. */
export class PasswordReset {
  constructor(private readonly needs: Needs) {}

  /**
   * Whoever is named, and whether there is such an account: the same is done and answered here, one row is written.
   * The account is looked up later, by the job. Throws `rate_limited`, by what was typed and by the address.
   */
  async request(name: string, address: string): Promise<void> {
    const typed = name.trim();
    await this.needs.attempts.begin(typed, address);
    if (typed === '' || typed.length > LONGEST_NAME) return;
    await this.needs.jobs.enqueue(SEND, { name: typed } satisfies Payload, { orgId: null, priority: 10 });
  }

  get job(): JobSpec<Payload> {
    return { name: SEND, run: ({ name }, job) => this.send(name, job) };
  }

  /** Whose link it is, by login; undefined: wrong, used or expired. */
  async loginOf(token: string): Promise<string | undefined> {
    const id = await this.needs.links.userOf(token);
    return id === undefined ? undefined : (await this.needs.users.byId(id))?.login;
  }

  /** Uses the link up, ends all sessions and tokens of programs, and leaves application passwords and keys as they are. */
  async setPassword(token: string, password: string): Promise<void> {
    const { db, links, organizations, users } = this.needs;
    const id = await links.userOf(token);
    const user = id === undefined ? undefined : await users.byId(id);
    if (!user) throw invalidLink();
    const passwordHash = await users.hashPassword(password);
    await db.transaction(async () => {
      if (!(await links.use(token))) throw invalidLink();
      const orgId = user.defaultOrgId ?? (await organizations.first())?.id ?? 0;
      const actor = systemPrincipal(orgId, `link sent to ${user.login}`);
      await users.setPasswordHash(actor, user.id, passwordHash);
    });
  }

  private async send(name: string, job: JobRun): Promise<void> {
    await job.complete(async () => {
      const user = await this.needs.users.byLoginOrEmail(name);
      if (user) await this.needs.mailer.passwordReset(user, await this.needs.links.make(user, 'reset'));
    });
  }
}

function invalidLink(): ProblemError {
  const message = 'Your password reset link appears to be invalid. Please request a new link below.';
  return new ProblemError('bad_credentials', message, { reason: 'invalid_key' });
}
