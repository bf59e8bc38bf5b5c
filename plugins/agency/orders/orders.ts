import {
  assertDays,
  changed,
  newPublicId,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  type Tenant,
} from '#host';
import type { EndedInvoice } from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { CatalogueRecords } from '../catalogue.js';
import type { ClientRecords } from '../clients/clients.js';
import type { Order, OrderFilter, Orders, OrderValues } from '../contract.js';
import { assertMember } from '../members.js';
import type { MessageRecords } from '../messages.js';
import { pageRequest } from '../page-request.js';
import { notFound, unknownReference } from '../problems.js';
import { tell } from '../webhook-events.js';
import type { OrderMover } from './order-mover.js';
import { ORDERS, type OrderRow, orderOf } from './order-row.js';
import { assertIntake, assertStands, assertTotal, plainColumns } from './order-values.js';
import { isOrderSource } from './transition-work.js';

const SORTS = { created_at: 'createdAt' } as const;

const DEFAULTS = {
  assigneeId: null,
  workflowId: null,
  stageId: null,
  projectId: null,
  quantity: 1,
  status: 'draft',
  dueDate: null,
  notes: null,
  intake: {},
  invoiceId: null,
} as const;

const DELETABLE: ReadonlySet<string> = new Set(['draft', 'cancelled']);

export class OrderRecords implements Orders {
  constructor(
    private readonly host: AgencyHost,
    private readonly clients: ClientRecords,
    private readonly catalogue: CatalogueRecords,
    private readonly mover: OrderMover,
    private readonly messages: MessageRecords,
  ) {}

  async list(tenant: Tenant, filter: OrderFilter): Promise<Page<Order>> {
    const { status, clientId, serviceId, assigneeId } = filter;
    const rows = this.rows(tenant).where({ status, clientId, serviceId, assigneeId });
    return (await rows.page(pageRequest(filter, SORTS))).map(orderOf);
  }

  async get(tenant: Tenant, id: number): Promise<Order> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('order', id);
    return orderOf(row);
  }

  async named(tenant: Tenant, publicId: string): Promise<Order> {
    const row = await this.rows(tenant).where({ publicId }).first();
    if (!row) throw notFound('order', publicId);
    return orderOf(row);
  }

  /** As a draft, which then moves to where it is wanted. */
  create(actor: Principal, values: OrderValues): Promise<Order> {
    return this.host.db.transaction(async () => {
      const checked = await this.checked(actor, values, undefined);
      const now = this.host.clock.now();
      const { clientId, serviceId } = values;
      const kept = { publicId: newPublicId(now), clientId, serviceId, createdAt: now, updatedAt: now };
      const row = { ...DEFAULTS, price: 0, currency: '', ...checked, ...kept };
      assertTotal(row);
      const draft = orderOf({ ...row, id: await this.rows(actor).insert(row) });

      await this.record(actor, 'order.created', draft, { ...draft });
      const order = await this.mover.move(actor, draft, values);
      await tell(this.host, 'agency.order.created', order, actor);
      return order;
    });
  }

  update(actor: Principal, id: number, values: Partial<OrderValues>): Promise<Order> {
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, id);
      assertStands(before, values);
      const columns = {
        ...(await this.checked(actor, values, before)),
        updatedAt: this.host.clock.now(),
      };
      const edited = orderOf({ ...before, ...columns });
      assertTotal(edited);
      await this.rows(actor).where({ id }).update(columns);

      const order = await this.mover.move(actor, edited, values);
      await this.record(actor, 'order.updated', order, changed(before, order));
      await tell(this.host, 'agency.order.updated', order, actor);
      return order;
    });
  }

  delete(actor: Principal, id: number): Promise<Order> {
    return this.host.db.transaction(async () => {
      const order = await this.locked(actor, id);
      if (!DELETABLE.has(order.status)) {
        const message = `An order that is ${order.status} cannot be deleted, only a draft or a cancelled one`;
        throw new ProblemError('conflict', message, { data: { status: order.status } });
      }
      await this.messages.deleteAll(actor, id);
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'order.deleted', order, { ...order });
      await tell(this.host, 'agency.order.deleted', order, actor);
      return order;
    });
  }

  /** Notes the project that was made for the order's tasks. */
  async setProject(actor: Principal, id: number, projectId: number): Promise<void> {
    await this.rows(actor).where({ id }).update({ projectId });
  }

  /** Its invoice is deleted or void: the order has none any more. */
  async forgetInvoice({ actor, invoice }: { actor: Principal; invoice: EndedInvoice }): Promise<void> {
    const { source, publicId: invoiceId } = invoice;
    if (!isOrderSource(source)) return;
    await this.rows(actor).where({ id: source.id, invoiceId }).update({ invoiceId: null });
  }

  /** The order, kept from changing until the transaction ends. For a reference field: 422 when it is not there. */
  async lockReferred(tenant: Tenant, id: number, field: string): Promise<Order> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference(field, id);
    return orderOf(row);
  }

  /** What is given, with what follows from it: another service brings its price and currency. */
  private async checked(actor: Principal, values: Partial<OrderValues>, before: Order | undefined) {
    const { clientId, serviceId, assigneeId, workflowId, price, dueDate, intake } = values;
    assertDays({ dueDate });
    assertIntake(intake);
    if (clientId !== undefined && clientId !== before?.clientId)
      await this.clients.lockReferred(actor, clientId, 'clientId');
    if (typeof assigneeId === 'number' && assigneeId !== before?.assigneeId)
      await assertMember(this.host.accounts, actor, 'assigneeId', assigneeId);
    if (typeof workflowId === 'number') await this.mover.assertForOrders(actor, workflowId);
    if (serviceId === undefined || serviceId === before?.serviceId) return plainColumns(values);
    const service = await this.catalogue.lockReferred(actor, serviceId, 'serviceId');
    return { ...plainColumns(values), price: price ?? service.price, currency: service.currency };
  }

  private async locked(tenant: Tenant, id: number): Promise<Order> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('order', id);
    return orderOf(row);
  }

  private record(actor: Principal, action: string, { publicId }: Order, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'order', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<OrderRow> {
    return this.host.db.of(ORDERS, tenant);
  }
}
