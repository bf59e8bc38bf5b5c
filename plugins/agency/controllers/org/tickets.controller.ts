import {
  Body,
  Controller,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  type Principal,
  Put,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Priority, Ticket, TicketStatus, Tickets } from '../../contract.js';
import type { PublicIds } from '../../public-ids.js';
import type { PublicId, SearchText } from '../params.js';
import {
  type TicketBody,
  type TicketNames,
  type TicketPatch,
  type TicketView,
  type TicketWithReplies,
  ticketReplyView,
  ticketView,
} from './ticket.view.js';

const MOST_REPLIES = 100;

@Route('v1/tickets')
@Tags('tickets')
export class TicketsController extends Controller {
  constructor(
    private readonly tickets: Tickets,
    private readonly ids: PublicIds,
  ) {
    super();
  }

  /** Newest first, without their replies. `search`: each word begins a word of the subject. */
  @Get()
  @Security('principal', ['tickets:read'])
  async listTickets(
    @Request() request: HostRequest,
    @Query() status?: TicketStatus,
    @Query() priority?: Priority,
    @Query() clientId?: PublicId,
    @Query() assigneeId?: PublicId,
    @Query() search?: SearchText,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<TicketView>> {
    const actor = principalOf(request);
    const found = await this.tickets.list(actor, {
      status,
      priority,
      clientId: await this.ids.sought(actor, 'client', clientId),
      assigneeId: await this.ids.sought(actor, 'user', assigneeId),
      search,
      page,
      perPage: limit,
    });
    const names = await this.namesOf(actor, found.items);
    return found.map((ticket) => ticketView(ticket, names));
  }

  /** With its last hundred replies. */
  @Get('{publicId}')
  @Security('principal', ['tickets:read'])
  async getTicket(@Request() request: HostRequest, @Path() publicId: string): Promise<TicketWithReplies> {
    const actor = principalOf(request);
    return this.whole(actor, await this.tickets.named(actor, publicId));
  }

  /** `message` is the first message of the thread; replies are written by `PUT`. */
  @Post()
  @Security('principal', ['tickets:write'])
  @SuccessResponse(201)
  async createTicket(@Request() request: HostRequest, @Body() body: TicketBody): Promise<TicketWithReplies> {
    const actor = principalOf(request);
    const values = { source: 'api' as const, ...body, ...(await this.references(actor, body)) };
    return this.whole(actor, await this.tickets.create(actor, values));
  }

  /** Changes what is given, and writes a reply when there is one: both or neither. */
  @Put('{publicId}')
  @Security('principal', ['tickets:write'])
  async updateTicket(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: TicketPatch,
  ): Promise<TicketWithReplies> {
    const actor = principalOf(request);
    const { id } = await this.tickets.named(actor, publicId);
    const values = { ...body, ...(await this.references(actor, body)) };
    return this.whole(actor, await this.tickets.update(actor, id, values));
  }

  private async references(actor: Principal, { clientId, assigneeId }: TicketPatch) {
    return {
      clientId: await this.ids.referred(actor, 'client', 'clientId', clientId),
      assigneeId: await this.ids.referred(actor, 'user', 'assigneeId', assigneeId),
    };
  }

  private async whole(actor: Principal, ticket: Ticket): Promise<TicketWithReplies> {
    const listing = { page: 1, perPage: MOST_REPLIES, direction: 'desc', total: false } as const;
    const replies = (await this.tickets.replies(actor, ticket.id, listing)).items.toReversed();
    const user = await this.ids.named(actor, 'user', [
      ticket.assigneeId,
      ...replies.map(({ author }) => author.id),
    ]);
    const client = await this.ids.named(actor, 'client', [ticket.clientId]);
    const shown = replies.map((reply) => ticketReplyView(reply, user));
    return { ...ticketView(ticket, { client, user }), replies: shown };
  }

  private async namesOf(actor: Principal, tickets: readonly Ticket[]): Promise<TicketNames> {
    const [client, user] = await Promise.all([
      this.ids.named(
        actor,
        'client',
        tickets.map(({ clientId }) => clientId),
      ),
      this.ids.named(
        actor,
        'user',
        tickets.map(({ assigneeId }) => assigneeId),
      ),
    ]);
    return { client, user };
  }
}
