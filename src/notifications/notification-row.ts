import { type Tenant, tenantTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { newPublicId } from '../public-id.js';
import type { NewNotification, NotificationLevel, NotificationPriority } from './notification.js';

/** Something that one person was told, as they see it. */
export interface Notification {
  readonly id: number;
  readonly publicId: string;
  readonly orgId: number;
  /** Null: of the organisation itself, for programs that belong to no user. */
  readonly userId: number | null;
  readonly type: string;
  readonly level: NotificationLevel;
  readonly priority: NotificationPriority;
  readonly title: string;
  readonly message: string;
  readonly link: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly isRead: boolean;
  readonly readAt: Date | null;
  readonly createdAt: Date;
}

/** Written with every event and listed seldom: totals are counted, over one person's rows. */
export const notifications = tenantTable<Notification>('kp_notifications', {
  json: ['data'],
  booleans: ['isRead'],
  instants: ['readAt', 'createdAt'],
  keepTotals: false,
});

export interface Recipient extends Tenant {
  readonly userId: number | null;
}

const LONGEST = { type: 120, title: 200, message: 5000, link: 2000 } as const;
const LARGEST_DATA = 16_384;

export function newRow({ orgId, userId }: Recipient, note: NewNotification, now: Date) {
  const { type, title, message, link = null, level = 'info', priority = 'normal', data = null } = note;
  assertFits(note);
  const publicId = newPublicId(now);
  return {
    ...{ publicId, orgId, userId, type, level, priority, title, message, link, data },
    isRead: false,
    readAt: null,
    createdAt: now,
  };
}

function assertFits(note: NewNotification): void {
  for (const field of ['type', 'title', 'message'] as const) {
    if (note[field].trim() === '') refuse(field, 'min_length', 'must not be empty');
  }
  for (const field of ['type', 'title', 'message', 'link'] as const) {
    const longest = LONGEST[field];
    if ((note[field]?.length ?? 0) > longest)
      refuse(field, 'max_length', `must be at most ${longest} characters long`);
  }
  if (/[\r\n]/.test(note.title)) refuse('title', 'pattern', 'must be one line');
  if (note.link !== undefined && !isLink(note.link))
    refuse('link', 'format', 'must be a path of the site or an http address');
  if (note.data && Buffer.byteLength(JSON.stringify(note.data)) > LARGEST_DATA)
    refuse('data', 'max_length', 'must be at most 16 KiB of JSON');
}

/** Nothing that runs when it is followed, and nothing that only looks like a path of the site. */
function isLink(text: string): boolean {
  if (/[\s\\]/.test(text)) return false;
  return /^\/(?!\/)/.test(text) || (/^https?:\/\//i.test(text) && URL.canParse(text));
}

function refuse(field: string, rule: string, what: string): never {
  const message = `${field} ${what}`;
  throw new ProblemError('invalid', message, { details: [{ field, message, rule }] });
}
