import { changed, given, newPublicId, type Page, type Principal, type Rows, type Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { ClientRecords } from '../clients/clients.js';
import type {
  Listing,
  Reply,
  ReplyValues,
  Ticket,
  TicketFilter,
  Tickets,
  TicketValues,
} from '../contract.js';
import { harmless } from '../harmless-html.js';
import { assertMember } from '../members.js';
import { pageRequest } from '../page-request.js';
import { notFound } from '../problems.js';
import { tell } from '../webhook-events.js';
import type { Replies } from './replies.js';
import { TICKETS, type TicketRow, ticketOf } from './ticket-row.js';

const SORTS = { created_at: 'createdAt', updated_at: 'updatedAt' } as const;

const DEFAULTS = {
  clientId: null,
  assigneeId: null,
  requesterEmail: null,
  priority: 'normal',
  status: 'open',
  source: 'web',
} as const;

export class TicketRecords implements Tickets {
  constructor(
    private readonly host: AgencyHost,
    private readonly clients: ClientRecords,
    private readonly threads: Replies,
  ) {}

  async named(tenant: Tenant, publicId: string): Promise<Ticket> {
    const row = await this.rows(tenant).where({ publicId }).first();
    if (!row) throw notFound('ticket', publicId);
    return ticketOf(row);
  }

  async list(tenant: Tenant, filter: TicketFilter): Promise<Page<Ticket>> {
    const { status, priority, clientId, assigneeId, search } = filter;
    const rows = this.rows(tenant).where({ status, priority, clientId, assigneeId }).search(search);
    return (await rows.page(pageRequest(filter, SORTS))).map(ticketOf);
  }

  async get(tenant: Tenant, id: number): Promise<Ticket> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('ticket', id);
    return ticketOf(row);
  }

  create(actor: Principal, values: TicketValues): Promise<Ticket> {
    return this.host.db.transaction(async () => {
      await this.assertReferences(actor, values);
      const now = this.host.clock.now();
      const { subject } = values;
      const message = harmless(values.message, 'message');
      const kept = { publicId: newPublicId(now), subject, message, createdAt: now, updatedAt: now };
      const row = { ...DEFAULTS, ...given(values), ...kept };
      const id = await this.rows(actor).insert(row);
      await this.rows(actor).setTerms(id, [subject]);

      const ticket = ticketOf({ ...row, id });
      await this.record(actor, 'ticket.created', ticket, { ...ticket });
      await tell(this.host, 'agency.ticket.created', ticket, actor);
      return ticket;
    });
  }

  update(
    actor: Principal,
    id: number,
    { reply, ...values }: Partial<TicketValues> & { readonly reply?: ReplyValues },
  ): Promise<Ticket> {
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, id);
      await this.assertReferences(actor, values);
      const columns = { ...given(values), ...cleaned(values), updatedAt: this.host.clock.now() };
      await this.rows(actor).where({ id }).update(columns);
      if (values.subject !== undefined) await this.rows(actor).setTerms(id, [values.subject]);

      const ticket = ticketOf({ ...before, ...columns });
      await this.record(actor, 'ticket.updated', ticket, changed(before, ticket));
      await tell(this.host, 'agency.ticket.updated', ticket, actor);
      if (reply) await this.threads.add(actor, ticket, reply, 'reply.message');
      return ticket;
    });
  }

  delete(actor: Principal, id: number): Promise<Ticket> {
    return this.host.db.transaction(async () => {
      const ticket = await this.locked(actor, id);
      await this.threads.deleteAll(actor, id);
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'ticket.deleted', ticket, { ...ticket });
      await tell(this.host, 'agency.ticket.deleted', ticket, actor);
      return ticket;
    });
  }

  async replies(actor: Principal, ticketId: number, listing: Listing<'created_at'>): Promise<Page<Reply>> {
    await this.get(actor, ticketId);
    return this.threads.list(actor, ticketId, listing);
  }

  reply(actor: Principal, ticketId: number, values: ReplyValues): Promise<Reply> {
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, ticketId);
      const updatedAt = this.host.clock.now();
      await this.rows(actor).where({ id: ticketId }).update({ updatedAt });
      return this.threads.add(actor, { ...before, updatedAt }, values);
    });
  }

  private async assertReferences(actor: Principal, values: Partial<TicketValues>): Promise<void> {
    const { clientId, assigneeId } = values;
    if (typeof clientId === 'number') await this.clients.lockReferred(actor, clientId, 'clientId');
    if (typeof assigneeId === 'number')
      await assertMember(this.host.accounts, actor, 'assigneeId', assigneeId);
  }

  private async locked(tenant: Tenant, id: number): Promise<Ticket> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('ticket', id);
    return ticketOf(row);
  }

  private record(actor: Principal, action: string, { publicId }: Ticket, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'ticket', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<TicketRow> {
    return this.host.db.of(TICKETS, tenant);
  }
}

function cleaned({ message }: Partial<TicketValues>): Partial<TicketValues> {
  return message === undefined ? {} : { message: harmless(message, 'message') };
}
