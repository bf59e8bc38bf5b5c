import { newPublicId, type Page, type Principal, ProblemError, type Rows, reaches, tenantTable } from '#host';
import type { AgencyHost } from './agency-host.js';
import { authorOf } from './author.js';
import type { AuthorType, Message, MessageFilter, Messages, MessageValues, Order } from './contract.js';
import { harmless } from './harmless-html.js';
import { ORDERS, orderOf } from './orders/order-row.js';
import { pageRequest } from './page-request.js';
import { unknownReference } from './problems.js';
import { tell } from './webhook-events.js';

const SORTS = { created_at: 'createdAt' } as const;
const INTERNAL = 'messages:internal';

interface MessageRow extends Omit<Message, 'author'> {
  readonly orgId: number;
  readonly authorType: AuthorType;
  readonly authorId: number | null;
  readonly authorName: string;
}

const TABLE = tenantTable<MessageRow>('agency_messages', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['internal'],
});

/** The threads of orders. What was written stays as it is. */
export class MessageRecords implements Messages {
  constructor(private readonly host: AgencyHost) {}

  async list(actor: Principal, { orderId, ...listing }: MessageFilter): Promise<Page<Message>> {
    const request = pageRequest<MessageRow, 'created_at'>({ direction: 'asc', ...listing }, SORTS);
    return (await this.visible(actor).where({ orderId }).page(request)).map(messageOf);
  }

  async send(actor: Principal, { orderId, internal = false, ...values }: MessageValues): Promise<Message> {
    if (internal) assertInsider(actor);
    const body = harmless(values.body, 'body');
    return this.host.db.transaction(async () => {
      const order = await this.order(actor, orderId);
      const now = this.host.clock.now();
      const { type: authorType, id: authorId, name: authorName } = await authorOf(this.host, actor);
      const author = { authorType, authorId, authorName };
      const row = {
        publicId: newPublicId(now),
        orderId,
        body,
        internal,
        ...author,
        createdAt: now,
        updatedAt: now,
      };
      const message = messageOf({ ...row, id: await this.rows(actor).insert(row) });

      const entry = { action: 'message.created', entityType: 'message', entityId: message.publicId };
      await this.host.audit.record(actor, { ...entry, changes: { orderId: order.publicId, internal } });
      await tell(this.host, 'agency.message.created', message, order, actor);
      return message;
    });
  }

  async deleteAll(actor: Principal, orderId: number): Promise<void> {
    await this.rows(actor).where({ orderId }).delete();
  }

  /** Kept from being deleted meanwhile. */
  private async order(actor: Principal, id: number): Promise<Order> {
    const row = await this.host.db.of(ORDERS, actor).where({ id }).forUpdate().first();
    if (!row) throw unknownReference('orderId', id);
    return orderOf(row);
  }

  private visible(actor: Principal): Rows<MessageRow> {
    const rows = this.rows(actor);
    return reaches(actor, INTERNAL, 'organization') ? rows : rows.where({ internal: false });
  }

  private rows(actor: Principal): Rows<MessageRow> {
    return this.host.db.of(TABLE, actor);
  }
}

function assertInsider(actor: Principal): void {
  if (reaches(actor, INTERNAL, 'organization')) return;
  const message = `Internal messages need the scope ${INTERNAL}`;
  throw new ProblemError('forbidden', message, { data: { scope: INTERNAL } });
}

function messageOf(row: Omit<MessageRow, 'orgId'>): Message {
  return {
    id: row.id,
    publicId: row.publicId,
    orderId: row.orderId,
    body: row.body,
    internal: row.internal,
    author: { type: row.authorType, id: row.authorId, name: row.authorName },
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
