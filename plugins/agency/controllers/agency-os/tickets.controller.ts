import {
  asWritten,
  Body,
  Controller,
  type Counted,
  camelKeys,
  Delete,
  Get,
  type HostRequest,
  type Id,
  type Order,
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
} from '#host';
import type { Priority, TicketSort, TicketStatus, Tickets } from '../../contract.js';
import type { SearchText } from '../params.js';
import {
  type DeletedTicket,
  type ReplyBody,
  type ReplyView,
  replyView,
  type TicketBody,
  type TicketPatch,
  type TicketView,
  ticketView,
} from './ticket.view.js';

@Route('tickets')
@Tags('Tickets')
export class TicketsController extends Controller {
  constructor(private readonly tickets: Tickets) {
    super();
  }

  /** Newest first. `search`: each word begins a word of the subject. */
  @Get()
  @Security('principal', ['tickets:read'])
  async listTickets(
    @Request() request: HostRequest,
    @Query() status?: TicketStatus,
    @Query() priority?: Priority,
    @Query() client_id?: Id,
    @Query() assignee_id?: Id,
    @Query() search?: SearchText,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: TicketSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<TicketView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const filter = { status, priority, clientId: client_id, assigneeId: assignee_id, search };
    return (await this.tickets.list(principalOf(request), { ...filter, ...listing })).map(ticketView);
  }

  @Get('{id}')
  @Security('principal', ['tickets:read'])
  async getTicket(@Request() request: HostRequest, @Path() id: Id): Promise<TicketView> {
    return ticketView(await this.tickets.get(principalOf(request), id));
  }

  @Post()
  @Security('principal', ['tickets:write'])
  @SuccessResponse(201)
  async createTicket(@Request() request: HostRequest, @Body() body: TicketBody): Promise<TicketView> {
    return ticketView(await asWritten(this.tickets.create(principalOf(request), camelKeys(body))));
  }

  /** Changes what is given. */
  @Put('{id}')
  @Security('principal', ['tickets:write'])
  async updateTicket(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: TicketPatch,
  ): Promise<TicketView> {
    return ticketView(await asWritten(this.tickets.update(principalOf(request), id, camelKeys(body))));
  }

  /** Its replies go with it. */
  @Delete('{id}')
  @Security('principal', ['tickets:write'])
  async deleteTicket(@Request() request: HostRequest, @Path() id: Id): Promise<DeletedTicket> {
    return { deleted: true, previous: ticketView(await this.tickets.delete(principalOf(request), id)) };
  }

  /** Oldest first. Without `tickets:internal` the internal ones are neither shown nor counted. */
  @Get('{id}/replies')
  @Security('principal', ['tickets:read'])
  async listTicketReplies(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<ReplyView>> {
    const listing = { page, perPage: per_page, direction: order, total };
    return (await this.tickets.replies(principalOf(request), id, listing)).map(replyView);
  }

  /** Written by the caller. */
  @Post('{id}/replies')
  @Security('principal', ['tickets:reply'])
  @SuccessResponse(201)
  async addTicketReply(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: ReplyBody,
  ): Promise<ReplyView> {
    return replyView(await asWritten(this.tickets.reply(principalOf(request), id, body)));
  }
}
