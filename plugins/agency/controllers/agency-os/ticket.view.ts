import type { Email, Id, Title, Whole } from '#host';
import type { AuthorType, Priority, Reply, Ticket, TicketSource, TicketStatus } from '../../contract.js';
import type { Message } from '../params.js';

export interface TicketView {
  id: Whole;
  public_id: string;
  subject: string;
  /** The first message: HTML of a few harmless elements, or plain text where it has no markup. */
  message: string;
  client_id: Whole | null;
  requester_email: string | null;
  assignee_id: Whole | null;
  priority: Priority;
  status: TicketStatus;
  source: TicketSource;
  created_at: Date;
  updated_at: Date;
}

export interface DeletedTicket {
  deleted: boolean;
  previous: TicketView;
}

export interface TicketPatch {
  subject?: Title;
  /** Text, or HTML: scripts, styles, pictures, forms and handlers are taken out before it is kept. */
  message?: Message;
  client_id?: Id | null;
  requester_email?: Email | null;
  /** A member of the organisation. */
  assignee_id?: Id | null;
  /** Default: normal. */
  priority?: Priority;
  /** Default: open. */
  status?: TicketStatus;
  /** Default: web. */
  source?: TicketSource;
}

export interface TicketBody extends TicketPatch {
  subject: Title;
  message: Message;
}

export interface AuthorView {
  type: AuthorType;
  id: Whole | null;
  name: string;
}

export interface ReplyView {
  id: Whole;
  public_id: string;
  ticket_id: Whole;
  message: string;
  /** Not for the client's eyes. */
  internal: boolean;
  author: AuthorView;
  created_at: Date;
  updated_at: Date;
}

export interface ReplyBody {
  /** As the ticket's. */
  message: Message;
  /** Default: false. Needs `tickets:internal`. */
  internal?: boolean;
}

export function ticketView(ticket: Ticket): TicketView {
  return {
    id: ticket.id,
    public_id: ticket.publicId,
    subject: ticket.subject,
    message: ticket.message,
    client_id: ticket.clientId,
    requester_email: ticket.requesterEmail,
    assignee_id: ticket.assigneeId,
    priority: ticket.priority,
    status: ticket.status,
    source: ticket.source,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
  };
}

export function replyView(reply: Reply): ReplyView {
  return {
    id: reply.id,
    public_id: reply.publicId,
    ticket_id: reply.ticketId,
    message: reply.message,
    internal: reply.internal,
    author: { type: reply.author.type, id: reply.author.id, name: reply.author.name },
    created_at: reply.createdAt,
    updated_at: reply.updatedAt,
  };
}
