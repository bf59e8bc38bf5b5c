import type { AccountRooms } from '../accounts/create-accounts.js';
import type { AuthRooms } from '../auth/create-auth.js';
import { LoginAttempts } from '../auth/login-attempts.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { JobsRoom } from '../jobs/create-jobs.js';
import type { JobSpec } from '../jobs/job.js';
import type { MailRoom } from '../mail/create-mail.js';
import type { OptionStore } from '../options/option-store.js';
import { AccountLinks } from './account-links.js';
import { AccountMailer } from './account-mailer.js';
import { Invitations } from './invitations.js';
import { PasswordReset } from './password-reset.js';
import { SignInNotices } from './sign-in-notices.js';
import { ACCOUNT_MAILS, accountMailTemplates } from './templates.js';

export interface AccountMailNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly accounts: AccountRooms;
  readonly auth: AuthRooms;
  readonly options: OptionStore;
  readonly jobs: JobsRoom;
  readonly mail: MailRoom;
  readonly siteUrl: string;
}

export interface AccountMails {
  readonly passwordReset: PasswordReset;
  readonly invitations: Invitations;
  /** Deletes what expired. */
  cleanUp(): Promise<void>;
}

/** An account that is asked about three times in an hour is being pestered. */
const LIMITS = { perAccount: 3, perAddress: 30, windowMs: 3_600_000 };
const COUNTED = {
  name: 'password-reset',
  message: 'Too many new passwords were asked for. Try again later.',
};

/** The mails about somebody's own account, and the links in them. */
export function createAccountMails(needs: AccountMailNeeds): AccountMails {
  const { accounts, clock, db, jobs, mail, options, siteUrl } = needs;
  const { organizations, users } = accounts;
  mail.templates.declare(ACCOUNT_MAILS, accountMailTemplates);
  const siteName = async () => (await options.get<string>('site_title')) ?? 'Koapress';
  const mailer = new AccountMailer({ mailer: mail.mailer, clock, siteUrl, siteName });
  const links = new AccountLinks(db, clock, siteUrl);
  const attempts = new LoginAttempts(db, clock, LIMITS, COUNTED);
  const people = { db, users, links, mailer };
  const passwordReset = new PasswordReset({ ...people, organizations, jobs: jobs.jobs, attempts });
  const isWanted = async () => (await options.get<boolean>('site_sign_in_mails')) ?? true;
  const notices = new SignInNotices({ db, clock, users, mailer, isWanted });
  jobs.kinds.declare(ACCOUNT_MAILS, [passwordReset.job as JobSpec]);
  followAccounts(needs, { links, mailer, notices });
  return {
    passwordReset,
    invitations: new Invitations(people),
    async cleanUp() {
      await links.cleanUp();
      await notices.cleanUp();
    },
  };
}

function followAccounts(
  { accounts: { users }, auth }: AccountMailNeeds,
  { links, mailer, notices }: { links: AccountLinks; mailer: AccountMailer; notices: SignInNotices },
): void {
  auth.sessions.onOpened((session) => notices.opened(session));
  users.listen({
    /** Links lie in the mailbox that the account had. */
    async changed(userId, before) {
      const user = before && (await users.byId(userId));
      if (user && user.email !== before.email) await links.end(userId);
    },
    async passwordChanged(userId, { had }) {
      await links.end(userId);
      const user = had ? await users.byId(userId) : undefined;
      if (user) await mailer.passwordChanged(user);
    },
    async removed(userId) {
      await links.end(userId);
      await notices.forget(userId);
    },
  });
}
