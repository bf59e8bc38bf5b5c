import { tenantTable } from '#host';
import type { AuthorType, Reply, Ticket } from '../contract.js';

export interface TicketRow extends Ticket {
  readonly orgId: number;
}

export const TICKETS = tenantTable<TicketRow>('agency_tickets', {
  instants: ['createdAt', 'updatedAt'],
  searchable: true,
});

export interface ReplyRow extends Omit<Reply, 'author'> {
  readonly orgId: number;
  readonly authorType: AuthorType;
  readonly authorId: number | null;
  readonly authorName: string;
}

export const REPLIES = tenantTable<ReplyRow>('agency_replies', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['internal'],
});

export function ticketOf(row: Ticket): Ticket {
  return {
    id: row.id,
    publicId: row.publicId,
    clientId: row.clientId,
    assigneeId: row.assigneeId,
    requesterEmail: row.requesterEmail,
    subject: row.subject,
    message: row.message,
    priority: row.priority,
    status: row.status,
    source: row.source,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function replyOf(row: Omit<ReplyRow, 'orgId'>): Reply {
  return {
    id: row.id,
    publicId: row.publicId,
    ticketId: row.ticketId,
    message: row.message,
    internal: row.internal,
    author: { type: row.authorType, id: row.authorId, name: row.authorName },
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
