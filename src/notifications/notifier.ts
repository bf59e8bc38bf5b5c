import type { EffectiveScopes } from '../auth/effective-scopes.js';
import type { Principal } from '../auth/principal.js';
import { ProblemError } from '../http/problem.js';
import type { NotificationsNeeds } from './create-notifications.js';
import { noticeMail, wantsMail } from './notice-mail.js';
import type { NewNotification, Notifications } from './notification.js';
import { newRow, notifications, type Recipient } from './notification-row.js';

/** Whoever may see what the organisation is told. */
const READERS = 'notifications:read';

/** Tells people. Everything it writes stands or falls with the transaction that causes it. */
export class Notifier implements Notifications {
  constructor(private readonly needs: NotificationsNeeds) {}

  async notify(
    { userId, orgId }: { readonly userId: number; readonly orgId: number | null },
    note: NewNotification,
  ): Promise<string> {
    return this.needs.db.transaction(async () =>
      this.tell({ userId, orgId: orgId ?? (await this.homeOf(userId)) }, note),
    );
  }

  async notifyHolders(orgId: number, scope: string, note: NewNotification): Promise<void> {
    await this.needs.db.transaction(async () => {
      for (const userId of await this.holders(orgId, scope)) await this.tell({ orgId, userId }, note);
    });
  }

  /**
   * What a caller makes is told to themselves. A program that belongs to no user tells its organisation: the list of
   * such programs, and all members who may read notifications. Answers the public id in the caller's own list.
   */
  async create({ orgId, userId }: Principal, note: NewNotification): Promise<string> {
    return this.needs.db.transaction(async () => {
      if (userId === null) await this.notifyHolders(orgId, READERS, note);
      return this.tell({ orgId, userId }, note);
    });
  }

  private async tell(recipient: Recipient, note: NewNotification): Promise<string> {
    const { db, clock } = this.needs;
    const row = newRow(recipient, note, clock.now());
    await db.of(notifications, recipient).insert(row);
    if (note.mail && recipient.userId !== null)
      await this.mail(recipient.userId, row.publicId, row.orgId, note);
    return row.publicId;
  }

  private async mail(userId: number, publicId: string, orgId: number, note: NewNotification): Promise<void> {
    const { accounts, mail, siteUrl } = this.needs;
    const user = await accounts.users.byId(userId);
    if (user && wantsMail(user)) await mail.mailer.send(orgId, noticeMail(user, publicId, note, siteUrl));
  }

  private async holders(orgId: number, scope: string): Promise<readonly number[]> {
    const { accounts, effectiveScopes } = this.needs;
    const members = await accounts.memberships.all({ orgId });
    const reaching = await rolesReaching(effectiveScopes, new Set(members.map(({ role }) => role)), scope);
    return members.filter(({ role }) => reaching.has(role)).map(({ userId }) => userId);
  }

  private async homeOf(userId: number): Promise<number> {
    const { users, memberships } = this.needs.accounts;
    const user = await users.get(userId);
    const home = user.defaultOrgId ?? (await memberships.of(userId))[0]?.orgId;
    if (home !== undefined) return home;
    throw new ProblemError('conflict', 'The user belongs to no organisation', { data: { id: userId } });
  }
}

async function rolesReaching(
  effective: EffectiveScopes,
  roles: ReadonlySet<string>,
  scope: string,
): Promise<ReadonlySet<string>> {
  const reaching = new Set<string>();
  for (const role of roles) {
    const scopes = await effective.ofRole('organization', role);
    if (scopes.has('*') || scopes.has(scope)) reaching.add(role);
  }
  return reaching;
}
