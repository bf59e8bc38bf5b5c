import type { Email, Title } from '#host';
import type { Priority, Reply, Ticket, TicketSource, TicketStatus } from '../../contract.js';
import type { Named } from '../../public-ids.js';
import type { Message, PublicId } from '../params.js';
import { type AuthorView, authorView } from './message.view.js';

export interface TicketView {
  publicId: string;
  subject: string;
  /** The first message: HTML of a few harmless elements, or plain text where it has no markup. */
  message: string;
  clientId: string | null;
  requesterEmail: string | null;
  /** A member of the organisation. */
  assigneeId: string | null;
  priority: Priority;
  status: TicketStatus;
  source: TicketSource;
  createdAt: Date;
  updatedAt: Date;
}

export interface TicketReplyView {
  publicId: string;
  /** As the ticket's. */
  message: string;
  /** Not for the client's eyes. */
  internal: boolean;
  author: AuthorView;
  createdAt: Date;
  updatedAt: Date;
}

export interface TicketWithReplies extends TicketView {
  /** The last hundred, oldest first; without `tickets:internal` only those for the client's eyes. */
  replies: TicketReplyView[];
}

export interface NewReplyBody {
  message: Message;
  /** Default: false. Needs `tickets:internal`. */
  internal?: boolean;
}

export interface TicketFields {
  subject?: Title;
  /** Text, or HTML: scripts, styles, pictures, forms and handlers are taken out before it is kept. */
  message?: Message;
  clientId?: PublicId | null;
  requesterEmail?: Email | null;
  /** A member of the organisation. */
  assigneeId?: PublicId | null;
  /** Default: normal. */
  priority?: Priority;
  /** Default: open. */
  status?: TicketStatus;
  /** Default: api. */
  source?: TicketSource;
}

export interface TicketBody extends TicketFields {
  subject: Title;
  message: Message;
}

export interface TicketPatch extends TicketFields {
  /** Written under the ticket by the caller, together with the changes. Needs `tickets:reply`. */
  reply?: NewReplyBody;
}

/** What the ids of tickets are called outside. */
export interface TicketNames {
  readonly client: Named;
  readonly user: Named;
}

export function ticketView({ id: _, ...ticket }: Ticket, { client, user }: TicketNames): TicketView {
  return { ...ticket, clientId: client(ticket.clientId), assigneeId: user(ticket.assigneeId) };
}

export function ticketReplyView({ id: _, ticketId: __, ...reply }: Reply, user: Named): TicketReplyView {
  return { ...reply, author: authorView(reply.author, user) };
}
