import { newPublicId, type Page, type Principal, type Rows, type Tenant } from '#host';
import type { AgencyHost } from './agency-host.js';
import { type Listing, type Reply, type ReplyValues, type Ticket, ticketReplied } from './contract.js';
import { pageRequest } from './page-request.js';
import { REPLIES, type ReplyRow, replyOf } from './ticket-row.js';
import { tell } from './webhook-events.js';

const SORTS = { created_at: 'createdAt' } as const;

/** What is written under tickets. */
export class Replies {
  constructor(private readonly host: AgencyHost) {}

  async list(tenant: Tenant, ticketId: number, listing: Listing<'created_at'>): Promise<Page<Reply>> {
    const request = pageRequest<ReplyRow, 'created_at'>(
      { ...listing, direction: listing.direction ?? 'asc' },
      SORTS,
    );
    return (await this.rows(tenant).where({ ticketId }).page(request)).map(replyOf);
  }

  /** The caller holds the ticket's row. */
  async add(actor: Principal, ticket: Ticket, values: ReplyValues): Promise<Reply> {
    const now = ticket.updatedAt;
    const author = {
      authorType: 'user',
      authorId: actor.userId,
      authorName: await this.nameOf(actor),
    } as const;
    const { message, internal = false } = values;
    const dates = { createdAt: now, updatedAt: now };
    const row = { publicId: newPublicId(now), ticketId: ticket.id, ...author, message, internal, ...dates };
    const reply = replyOf({ ...row, id: await this.rows(actor).insert(row) });

    const entry = { action: 'ticket.replied', entityType: 'ticket', entityId: ticket.id };
    await this.host.audit.record(actor, { ...entry, changes: { reply: reply.id, internal } });
    await this.host.db.publish(ticketReplied, { actor, ticket, reply });
    await tell(this.host, 'agency.ticket.replied', reply, ticket, actor);
    return reply;
  }

  async deleteAll(actor: Principal, ticketId: number): Promise<void> {
    await this.rows(actor).where({ ticketId }).delete();
  }

  private async nameOf(actor: Principal): Promise<string> {
    if (actor.userId === null) return actor.name;
    const members = await this.host.accounts.members(actor, [actor.userId]);
    return members.get(actor.userId)?.name ?? actor.name;
  }

  private rows(tenant: Tenant): Rows<ReplyRow> {
    return this.host.db.of(REPLIES, tenant);
  }
}
