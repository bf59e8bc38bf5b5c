import { type Principal, ProblemError, reaches } from '#host';
import type { Users } from '../../accounts/users.js';
import type { ApplicationPasswords } from '../../auth/application-passwords.js';
import {
  type ApplicationPasswordView,
  applicationPasswordView,
  type CreatedApplicationPasswordView,
  type DeletedApplicationPassword,
  type DeletedApplicationPasswords,
  previousView,
  readable,
} from './application-password.view.js';
import type {
  ApplicationPasswordChange,
  NewApplicationPasswordBody,
} from './application-password-parameters.js';
import type { FullReach } from './full-reach.js';
import { refuseAbove } from './standing-above.js';

type Act = 'list' | 'read' | 'create' | 'edit' | 'delete' | 'introspect';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

interface Needs {
  readonly users: Users;
  readonly passwords: ApplicationPasswords;
  readonly fullReach: FullReach;
  readonly siteUrl: string;
}

/** Where requests about application passwords are received: the own ones, and others' for who may change users. */
export class ApplicationPasswordDesk {
  constructor(private readonly needs: Needs) {}

  async list(actor: Principal, userId: number): Promise<ApplicationPasswordView[]> {
    await this.assertMay(actor, userId, 'list');
    const items = await this.needs.passwords.list(userId);
    return items.map((item) => applicationPasswordView(item, this.needs.siteUrl));
  }

  async create(
    actor: Principal,
    userId: number,
    body: NewApplicationPasswordBody,
  ): Promise<CreatedApplicationPasswordView> {
    await this.assertMay(actor, userId, 'create');
    const { name, app_id: appId = '', scopes = null, expires } = body;
    if (appId !== '' && !UUID.test(appId)) throw invalid('app_id', 'uuid', 'app_id is not a valid UUID.');
    const input = { name, appId, scopes, expiresAt: instant(expires) };
    const { password, item } = await this.needs.passwords.create(actor, userId, input);
    return { ...applicationPasswordView(item, this.needs.siteUrl), password: readable(password) };
  }

  async get(actor: Principal, userId: number, uuid: string): Promise<ApplicationPasswordView> {
    await this.assertMay(actor, userId, 'read');
    return applicationPasswordView(await this.needs.passwords.get(userId, uuid), this.needs.siteUrl);
  }

  async rename(
    actor: Principal,
    userId: number,
    uuid: string,
    { name }: ApplicationPasswordChange,
  ): Promise<ApplicationPasswordView> {
    await this.assertMay(actor, userId, 'edit');
    const { passwords, siteUrl } = this.needs;
    const item =
      name === undefined
        ? await passwords.get(userId, uuid)
        : await passwords.rename(actor, userId, uuid, name);
    return applicationPasswordView(item, siteUrl);
  }

  async remove(actor: Principal, userId: number, uuid: string): Promise<DeletedApplicationPassword> {
    await this.assertMay(actor, userId, 'delete');
    return { deleted: true, previous: previousView(await this.needs.passwords.revoke(actor, userId, uuid)) };
  }

  async removeAll(actor: Principal, userId: number): Promise<DeletedApplicationPasswords> {
    await this.assertMay(actor, userId, 'delete');
    return { deleted: true, count: await this.needs.passwords.revokeAll(actor, userId) };
  }

  async introspect(actor: Principal, userId: number): Promise<ApplicationPasswordView> {
    if (actor.userId !== userId) throw refused('introspect');
    if (actor.credential.kind === 'application-password') {
      const item = await this.needs.passwords.get(userId, actor.credential.id);
      return applicationPasswordView(item, this.needs.siteUrl);
    }
    const message = 'Cannot introspect application password.';
    throw new ProblemError('not_found', message, { reason: 'rest_no_authenticated_app_password' });
  }

  /** Who may change users may do so for all; a new password for somebody with more reach would be a way to it. */
  private async assertMay(actor: Principal, userId: number, act: Act): Promise<void> {
    const reason = refused(act).reason as string;
    if (actor.userId !== userId) {
      if (!reaches(actor, 'users:write', 'site')) throw refused(act);
      refuseAbove(actor, await this.needs.users.get(userId), reason);
    }
    await this.needs.fullReach.assert(actor, reason);
  }
}

function refused(act: Act): ProblemError {
  const noun =
    act === 'list' || act === 'create' || act === 'delete' ? 'application_passwords' : 'application_password';
  const message = `You are not allowed to ${act} application passwords of this user.`;
  return new ProblemError('forbidden', message, { reason: `rest_cannot_${act}_${noun}` });
}

/** What is shown says UTC without saying so, and may be sent back. */
function instant(text: string | null | undefined): Date | null {
  if (text === undefined || text === null) return null;
  const date = new Date(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
  const day = /^\d{4}-\d{2}-\d{2}(?=T)/.exec(text)?.[0];
  if (day !== undefined && isInCalendar(day) && !Number.isNaN(date.getTime())) return date;
  throw invalid('expires', 'format', 'expires must be a time in ISO 8601.');
}

/** `Date` takes 30 February for 2 March. */
function isInCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function invalid(field: string, rule: string, message: string): ProblemError {
  return new ProblemError('invalid', message, { details: [{ field, rule, message }] });
}
