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
} from '#host';
import type { ClientStatus, Clients } from '../../contract.js';
import type { SearchText } from '../params.js';
import { type ClientBody, type ClientPatch, type ClientView, clientView } from './client.view.js';

@Route('v1/clients')
@Tags('clients')
export class ClientsController extends Controller {
  constructor(private readonly clients: Clients) {
    super();
  }

  /** Newest first. `search`: each word begins a word of name, company or e-mail. */
  @Get()
  @Security('principal', ['clients:read'])
  async listClients(
    @Request() request: HostRequest,
    @Query() search?: SearchText,
    @Query() status?: ClientStatus,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<ClientView>> {
    const found = await this.clients.list(principalOf(request), { search, status, page, perPage: limit });
    return found.map(clientView);
  }

  @Get('{publicId}')
  @Security('principal', ['clients:read'])
  async getClient(@Request() request: HostRequest, @Path() publicId: string): Promise<ClientView> {
    return clientView(await this.clients.named(principalOf(request), publicId));
  }

  /** Makes a customer of billing and the client in one transaction. */
  @Post()
  @Security('principal', ['clients:write'])
  @SuccessResponse(201)
  async createClient(@Request() request: HostRequest, @Body() body: ClientBody): Promise<ClientView> {
    return clientView(await this.clients.create(principalOf(request), body));
  }

  /** Changes what is given. */
  @Put('{publicId}')
  @Security('principal', ['clients:write'])
  async updateClient(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: ClientPatch,
  ): Promise<ClientView> {
    const actor = principalOf(request);
    const { id } = await this.clients.named(actor, publicId);
    return clientView(await this.clients.update(actor, id, body));
  }

  /** 409 while it has projects, tickets, orders, invoices or subscriptions. */
  @Delete('{publicId}')
  @Security('principal', ['clients:write'])
  @SuccessResponse(204)
  async deleteClient(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    const actor = principalOf(request);
    const { id } = await this.clients.named(actor, publicId);
    await this.clients.delete(actor, id);
  }
}
