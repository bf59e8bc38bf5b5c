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
import type { ClientSort, ClientStatus, Clients } from '../../contract.js';
import type { SearchText } from '../params.js';
import {
  type ClientBody,
  type ClientPatch,
  type ClientView,
  clientView,
  type DeletedClient,
} from './client.view.js';

@Route('clients')
@Tags('Clients')
export class ClientsController extends Controller {
  constructor(private readonly clients: Clients) {
    super();
  }

  /** Newest first, or by name. `search`: each word begins a word of name, company or e-mail. */
  @Get()
  @Security('principal', ['clients:read'])
  async listClients(
    @Request() request: HostRequest,
    @Query() status?: ClientStatus,
    @Query() search?: SearchText,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: ClientSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<ClientView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const found = await this.clients.list(principalOf(request), { status, search, ...listing });
    return found.map(clientView);
  }

  @Get('{id}')
  @Security('principal', ['clients:read'])
  async getClient(@Request() request: HostRequest, @Path() id: Id): Promise<ClientView> {
    return clientView(await this.clients.get(principalOf(request), id));
  }

  /** Makes a customer of billing and the client in one transaction. */
  @Post()
  @Security('principal', ['clients:write'])
  @SuccessResponse(201)
  async createClient(@Request() request: HostRequest, @Body() body: ClientBody): Promise<ClientView> {
    return clientView(await asWritten(this.clients.create(principalOf(request), camelKeys(body))));
  }

  /** Changes what is given. */
  @Put('{id}')
  @Security('principal', ['clients:write'])
  async updateClient(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: ClientPatch,
  ): Promise<ClientView> {
    return clientView(await asWritten(this.clients.update(principalOf(request), id, camelKeys(body))));
  }

  /** 409 while it has projects, tickets, orders, invoices or subscriptions. */
  @Delete('{id}')
  @Security('principal', ['clients:write'])
  async deleteClient(@Request() request: HostRequest, @Path() id: Id): Promise<DeletedClient> {
    const client = await this.clients.delete(principalOf(request), id);
    return { deleted: true, previous: clientView(client) };
  }
}
