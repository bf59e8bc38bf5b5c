import type { EventType, Page, Principal, Tenant } from '#host';
import { eventType } from '#host';
import type { Listing } from './listing.js';
import type { Priority } from './tasks.js';

export type TicketStatus = 'open' | 'pending' | 'resolved' | 'closed';
export type TicketSource = 'web' | 'email' | 'api' | 'portal';

export interface Ticket {
  readonly id: number;
  readonly publicId: string;
  readonly clientId: number | null;
  readonly assigneeId: number | null;
  readonly requesterEmail: string | null;
  readonly subject: string;
  /** The first message: HTML of a few harmless elements, or plain text. */
  readonly message: string;
  readonly priority: Priority;
  readonly status: TicketStatus;
  readonly source: TicketSource;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TicketValues {
  readonly subject: string;
  readonly message: string;
  readonly clientId?: number | null;
  readonly assigneeId?: number | null;
  readonly requesterEmail?: string | null;
  /** Default: normal. */
  readonly priority?: Priority;
  /** Default: open. */
  readonly status?: TicketStatus;
  /** Default: web. */
  readonly source?: TicketSource;
}

export type AuthorType = 'user' | 'client';

export interface ReplyAuthor {
  readonly type: AuthorType;
  readonly id: number | null;
  /** As it was when the reply was written. */
  readonly name: string;
}

export interface Reply {
  readonly id: number;
  readonly publicId: string;
  readonly ticketId: number;
  readonly message: string;
  /** Not for the client's eyes. */
  readonly internal: boolean;
  readonly author: ReplyAuthor;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ReplyValues {
  readonly message: string;
  /** Default: false. */
  readonly internal?: boolean;
}

export type TicketSort = 'created_at' | 'updated_at';

export interface TicketFilter extends Listing<TicketSort> {
  readonly status?: TicketStatus;
  readonly priority?: Priority;
  readonly clientId?: number;
  readonly assigneeId?: number;
  readonly search?: string;
}

export interface Tickets {
  list(tenant: Tenant, filter: TicketFilter): Promise<Page<Ticket>>;
  get(tenant: Tenant, id: number): Promise<Ticket>;
  /** By its public id. */
  named(tenant: Tenant, publicId: string): Promise<Ticket>;
  create(actor: Principal, values: TicketValues): Promise<Ticket>;
  /** With `reply` both stand or fall together. */
  update(
    actor: Principal,
    id: number,
    values: Partial<TicketValues> & { readonly reply?: ReplyValues },
  ): Promise<Ticket>;
  /** Its replies go with it. */
  delete(actor: Principal, id: number): Promise<Ticket>;
  /** Oldest first by default; without `tickets:internal` those for the client's eyes alone. */
  replies(actor: Principal, ticketId: number, listing: Listing<'created_at'>): Promise<Page<Reply>>;
  reply(actor: Principal, ticketId: number, values: ReplyValues): Promise<Reply>;
}

export interface TicketReplied {
  readonly actor: Principal;
  readonly ticket: Ticket;
  readonly reply: Reply;
}

/** Somebody wrote a reply: whoever must tell others queues it here. */
export const ticketReplied: EventType<TicketReplied> = eventType<TicketReplied>('agency.ticket.replied');
