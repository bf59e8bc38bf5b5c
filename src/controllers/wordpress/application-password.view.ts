import type { ApplicationPassword } from '../../auth/application-passwords.js';
import type { SelfLinks } from './plugin.view.js';

/** Times are UTC without a zone, as WordPress writes them here. */
export interface ApplicationPasswordView {
  uuid: string;
  app_id: string;
  name: string;
  created: string;
  last_used: string | null;
  last_ip: string | null;
  /** Null: whatever its owner may do. */
  scopes: string[] | null;
  expires: string | null;
  _links: SelfLinks;
}

export interface CreatedApplicationPasswordView extends ApplicationPasswordView {
  /** Six groups of four; the blanks may be left out. */
  password: string;
}

export interface PreviousApplicationPassword {
  uuid: string;
  app_id: string;
  name: string;
  created: string;
  last_used: string | null;
  last_ip: string | null;
  scopes: string[] | null;
  expires: string | null;
}

export interface DeletedApplicationPassword {
  deleted: boolean;
  previous: PreviousApplicationPassword;
}

export interface DeletedApplicationPasswords {
  deleted: boolean;
  /**
   * How many there were.
   * @isInt
   */
  count: number;
}

export function applicationPasswordView(item: ApplicationPassword, siteUrl: string): ApplicationPasswordView {
  const href = `${siteUrl}/wp-json/wp/v2/users/${item.userId}/application-passwords/${item.uuid}`;
  return { ...previousView(item), _links: { self: [{ href }] } };
}

/** Of one that is gone. */
export function previousView(item: ApplicationPassword): PreviousApplicationPassword {
  return {
    uuid: item.uuid,
    app_id: item.appId,
    name: item.name,
    created: time(item.createdAt),
    last_used: item.lastUsedAt && time(item.lastUsedAt),
    last_ip: item.lastIp,
    scopes: item.scopes && [...item.scopes],
    expires: item.expiresAt && time(item.expiresAt),
  };
}

/** `nsOc wWto Jq72 SBTx 70lU Aw06` */
export function readable(password: string): string {
  return password.replace(/(.{4})(?=.)/g, '$1 ');
}

function time(date: Date): string {
  return date.toISOString().slice(0, 19);
}
