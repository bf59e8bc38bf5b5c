import {
  Body,
  Controller,
  Delete,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  Put,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
  unknownReference,
} from '#host';
import type { Customers, SubscriptionStatus, Subscriptions } from '../../contract.js';
import type { SubscriptionDesk } from '../../subscriptions/subscription-desk.js';
import {
  type ChangedSubscriptionView,
  changedView,
  type SubscriptionBody,
  type SubscriptionPatch,
  type SubscriptionView,
  subscriptionView,
} from './subscription.view.js';

@Route('v1/subscriptions')
@Tags('subscriptions')
export class SubscriptionsController extends Controller {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly customers: Customers,
    private readonly desk: SubscriptionDesk,
  ) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['subscriptions:read'])
  async listSubscriptions(
    @Request() request: HostRequest,
    @Query() status?: SubscriptionStatus,
    @Query() clientId?: string,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<SubscriptionView>> {
    const actor = principalOf(request);
    // An id of nobody's finds nothing.
    const customerId =
      clientId === undefined ? undefined : ((await this.customers.named(actor, clientId))?.id ?? 0);
    const found = await this.subscriptions.list(actor, { status, customerId, page, perPage: limit });
    const ids = new Set(found.items.map((subscription) => subscription.customerId));
    const clients = await this.customers.getMany(actor, [...ids]);
    return found.map((subscription) => subscriptionView(subscription, clients.get(subscription.customerId)));
  }

  @Get('{publicId}')
  @Security('principal', ['subscriptions:read'])
  async getSubscription(
    @Request() request: HostRequest,
    @Path() publicId: string,
  ): Promise<SubscriptionView> {
    const actor = principalOf(request);
    const subscription = await this.subscriptions.named(actor, publicId);
    return subscriptionView(subscription, await this.customers.get(actor, subscription.customerId));
  }

  /**
   * Billed at the beginning of each period, by an invoice that is final at once and charged where the client has left a
   * means of payment. Periods keep the day of the month of the first one, or the last day of shorter months. The
   * organisation's tax rate is put on top of the price. 422 with each limit that is exceeded by what the client uses.
   */
  @Post()
  @Security('principal', ['subscriptions:write'])
  @SuccessResponse(201)
  async createSubscription(
    @Request() request: HostRequest,
    @Body() body: SubscriptionBody,
  ): Promise<SubscriptionView> {
    const actor = principalOf(request);
    const { clientId, ...values } = body;
    const client = await this.customers.named(actor, clientId);
    if (!client) throw unknownReference('clientId', clientId);
    const subscription = await this.subscriptions.create(actor, { ...values, customerId: client.id });
    return subscriptionView(subscription, client);
  }

  /**
   * Changes plan or quantity at once, billed by days: what was paid for the days that are left is given back, and what
   * they cost now is charged. Below zero nothing is billed, and the next invoices are less by it. A plan with another
   * interval begins a period of its own today. During a trial nothing is billed. 422 with each limit that is exceeded
   * by what is used; 409 while a payment is missing. What is owed on an open invoice counts as paid; what was voided,
   * credited, refunded or given up of the period does not. What a change gave for days is taken back, as far as it is
   * left, when their invoice is voided or credited. With `dryRun=true` the same answer with `dryRun: true`, and nothing
   * is kept.
   */
  @Put('{publicId}')
  @Security('principal', ['subscriptions:write'])
  async updateSubscription(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: SubscriptionPatch,
    @Query() dryRun: boolean = false,
  ): Promise<ChangedSubscriptionView> {
    const actor = principalOf(request);
    const { id, customerId } = await this.subscriptions.named(actor, publicId);
    const changed = await this.desk.change(actor, id, body, dryRun);
    const shown = changedView(changed, await this.customers.get(actor, customerId));
    return dryRun ? { ...shown, dryRun } : shown;
  }

  /**
   * Ends with its period; with `immediately=true` now. What was billed stays billed: credit notes give it back. One that
   * waits for its first payment ends at once, and its draft invoice is deleted.
   */
  @Delete('{publicId}')
  @Security('principal', ['subscriptions:write'])
  @SuccessResponse(204)
  async cancelSubscription(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Query() immediately: boolean = false,
  ): Promise<void> {
    const actor = principalOf(request);
    const { id } = await this.subscriptions.named(actor, publicId);
    await this.subscriptions.cancel(actor, id, immediately ? 'now' : 'period_end');
  }
}
