import { newPublicId, type Page, type Principal, ProblemError, type Rows, reaches } from '#host';
import type { AgencyHost } from '../agency-host.js';
import { authorOf } from '../author.js';
import { type Listing, type Reply, type ReplyValues, type Ticket, ticketReplied } from '../contract.js';
import { harmless } from '../harmless-html.js';
import { pageRequest } from '../page-request.js';
import { tell } from '../webhook-events.js';
import { REPLIES, type ReplyRow, replyOf } from './ticket-row.js';

const SORTS = { created_at: 'createdAt' } as const;
const INTERNAL = 'tickets:internal';
const REPLY = 'tickets:reply';

/** What is written under tickets. Who has not `tickets:internal` neither sees nor counts the internal ones. */
export class Replies {
  constructor(private readonly host: AgencyHost) {}

  async list(actor: Principal, ticketId: number, listing: Listing<'created_at'>): Promise<Page<Reply>> {
    const request = pageRequest<ReplyRow, 'created_at'>(
      { ...listing, direction: listing.direction ?? 'asc' },
      SORTS,
    );
    return (await this.visible(actor).where({ ticketId }).page(request)).map(replyOf);
  }

  /** The caller holds the ticket's row. `field`: as he calls the message. */
  async add(actor: Principal, ticket: Ticket, values: ReplyValues, field = 'message'): Promise<Reply> {
    const { internal = false } = values;
    assertMay(actor, REPLY);
    if (internal) assertMay(actor, INTERNAL);
    const message = harmless(values.message, field);
    const now = ticket.updatedAt;
    const { type: authorType, id: authorId, name: authorName } = await authorOf(this.host, actor);
    const author = { authorType, authorId, authorName };
    const dates = { createdAt: now, updatedAt: now };
    const row = { publicId: newPublicId(now), ticketId: ticket.id, ...author, message, internal, ...dates };
    const reply = replyOf({ ...row, id: await this.rows(actor).insert(row) });

    const entry = { action: 'ticket.replied', entityType: 'ticket', entityId: ticket.publicId };
    await this.host.audit.record(actor, { ...entry, changes: { reply: reply.id, internal } });
    await this.host.db.publish(ticketReplied, { actor, ticket, reply });
    await tell(this.host, 'agency.ticket.replied', reply, ticket, actor);
    return reply;
  }

  async deleteAll(actor: Principal, ticketId: number): Promise<void> {
    await this.rows(actor).where({ ticketId }).delete();
  }

  private visible(actor: Principal): Rows<ReplyRow> {
    const rows = this.rows(actor);
    return reaches(actor, INTERNAL, 'organization') ? rows : rows.where({ internal: false });
  }

  private rows(actor: Principal): Rows<ReplyRow> {
    return this.host.db.of(REPLIES, actor);
  }
}

function assertMay(actor: Principal, scope: string): void {
  if (reaches(actor, scope, 'organization')) return;
  throw new ProblemError('forbidden', `This reply needs the scope ${scope}`, { data: { scope } });
}
