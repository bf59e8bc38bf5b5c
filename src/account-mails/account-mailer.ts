import type { User } from '../accounts/user.js';
import type { Clock } from '../clock.js';
import type { Mailer } from '../mail/mail.js';
import type { MadeLink } from './account-links.js';
import { INVITATION, NEW_SIGN_IN, PASSWORD_CHANGED, PASSWORD_RESET } from './templates.js';

interface Needs {
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly siteUrl: string;
  /** Read from the database alone. */
  readonly siteName: () => Promise<string>;
}

/** From where somebody signed in, as people may read it. */
export interface SignInPlace {
  readonly address: string | null;
  readonly userAgent: string | null;
}

const INSTANT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** Writes the mails about somebody's own account. Joins the transaction in progress. */
export class AccountMailer {
  constructor(private readonly needs: Needs) {}

  async invitation(user: User, inviter: string, link: MadeLink): Promise<void> {
    await this.send(INVITATION, user, { inviter, ...shown(link) }, ['link']);
  }

  async passwordReset(user: User, link: MadeLink): Promise<void> {
    await this.send(PASSWORD_RESET, user, shown(link), ['link']);
  }

  async passwordChanged(user: User): Promise<void> {
    await this.send(PASSWORD_CHANGED, user, { link: this.lostPassword });
  }

  async newSignIn(user: User, { address, userAgent }: SignInPlace): Promise<void> {
    const when = instant(this.needs.clock.now());
    const place = { address: address ?? 'unknown', program: userAgent || 'unknown' };
    await this.send(NEW_SIGN_IN, user, { when, ...place, link: this.lostPassword });
  }

  private get lostPassword(): string {
    return `${this.needs.siteUrl}/wp-login.php?action=lostpassword`;
  }

  private async send(
    template: string,
    { email, login, name }: User,
    values: Readonly<Record<string, unknown>>,
    secrets: readonly string[] = [],
  ): Promise<void> {
    const site = { name: await this.needs.siteName(), url: this.needs.siteUrl };
    const data = { site, user: { name: name || login, login }, ...values };
    await this.needs.mailer.send(null, { template, to: email, data, secrets });
  }
}

function shown({ address, expiresAt }: MadeLink) {
  return { link: address, expires: instant(expiresAt) };
}

function instant(date: Date): string {
  return `${INSTANT.format(date)} UTC`;
}
