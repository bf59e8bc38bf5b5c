import { createHash } from 'node:crypto';
import type { User } from '../../accounts/user.js';
import type { Href } from './plugin.view.js';

/** Pictures by size in pixels. */
export interface AvatarUrls {
  '24': string;
  '48': string;
  '96': string;
}

export interface UserLinks {
  self: Href[];
  collection: Href[];
}

export interface Capabilities {
  [capability: string]: boolean;
}

/** A user; what `context=edit` adds is left out elsewhere. */
export interface UserView {
  /** @isInt */
  id: number;
  username?: string;
  name: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  url: string;
  description: string;
  link: string;
  locale?: string;
  nickname?: string;
  slug: string;
  roles?: string[];
  registered_date?: string;
  capabilities?: Capabilities;
  extra_capabilities?: Capabilities;
  avatar_urls: AvatarUrls;
  /** Empty lists stand for empty objects, as in WordPress. */
  meta?: unknown;
  _links?: UserLinks;
}

export interface DeletedUser {
  deleted: boolean;
  previous: UserView;
}

/** What is not kept with the user itself. */
export interface UserStanding {
  readonly roles: readonly string[];
  readonly capabilities: readonly string[];
}

export function viewOf(user: User, siteUrl: string): UserView {
  const base = `${siteUrl}/wp-json/wp/v2/users`;
  const links = { self: [{ href: `${base}/${user.id}` }], collection: [{ href: base }] };
  return { ...plain(user, siteUrl), meta: [], _links: links };
}

export function embeddedOf(user: User, siteUrl: string): UserView {
  const { meta: _, ...view } = viewOf(user, siteUrl);
  return view;
}

export function editViewOf(user: User, standing: UserStanding, siteUrl: string): UserView {
  const { _links } = viewOf(user, siteUrl);
  return { ...withoutLinks(user, standing, siteUrl), ...(_links ? { _links } : {}) };
}

/** Of a user who is gone. */
export function withoutLinks(user: User, { roles, capabilities }: UserStanding, siteUrl: string): UserView {
  return {
    ...plain(user, siteUrl),
    username: user.login,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    locale: user.locale || 'en_US',
    nickname: user.nickname,
    roles: [...roles],
    registered_date: `${user.registeredAt.toISOString().slice(0, 19)}+00:00`,
    capabilities: truths([...capabilities, ...roles]),
    extra_capabilities: truths(roles),
    meta: { ...user.meta, persisted_preferences: preferences(user) },
  };
}

function plain(user: User, siteUrl: string): UserView {
  return {
    id: user.id,
    name: user.name,
    url: user.url,
    description: user.description,
    link: `${siteUrl}/author/${user.slug}/`,
    slug: user.slug,
    avatar_urls: avatars(user.email),
  };
}

function preferences({ meta }: User): unknown {
  const kept = meta.persisted_preferences;
  const isEmpty = typeof kept !== 'object' || kept === null || Object.keys(kept).length === 0;
  return isEmpty ? [] : kept;
}

function avatars(email: string): AvatarUrls {
  const hash = createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
  const at = (size: number) => `https://secure.gravatar.com/avatar/${hash}?s=${size}&d=mm&r=g`;
  return { '24': at(24), '48': at(48), '96': at(96) };
}

function truths(names: readonly string[]): Capabilities {
  return Object.fromEntries(names.map((name) => [name, true]));
}
