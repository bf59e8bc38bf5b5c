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
import type { Catalogue } from '../../contract.js';
import type { SearchText } from '../params.js';
import { type ServiceBody, type ServicePatch, type ServiceView, serviceView } from './service.view.js';

@Route('v1/services')
@Tags('services')
export class ServicesController extends Controller {
  constructor(private readonly catalogue: Catalogue) {
    super();
  }

  /** Newest first. `search`: each word begins a word of the name. */
  @Get()
  @Security('principal', ['services:read'])
  async listServices(
    @Request() request: HostRequest,
    @Query() search?: SearchText,
    @Query() active?: boolean,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<ServiceView>> {
    const filter = { search, active, page, perPage: limit };
    return (await this.catalogue.list(principalOf(request), filter)).map(serviceView);
  }

  @Get('{publicId}')
  @Security('principal', ['services:read'])
  async getService(@Request() request: HostRequest, @Path() publicId: string): Promise<ServiceView> {
    return serviceView(await this.catalogue.named(principalOf(request), publicId));
  }

  /** Something that clients can order, at this price for one. */
  @Post()
  @Security('principal', ['services:write'])
  @SuccessResponse(201)
  async createService(@Request() request: HostRequest, @Body() body: ServiceBody): Promise<ServiceView> {
    return serviceView(await this.catalogue.create(principalOf(request), body));
  }

  /** Changes what is given. Orders that are there keep the price that they were made at. */
  @Put('{publicId}')
  @Security('principal', ['services:write'])
  async updateService(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: ServicePatch,
  ): Promise<ServiceView> {
    const actor = principalOf(request);
    const { id } = await this.catalogue.named(actor, publicId);
    return serviceView(await this.catalogue.update(actor, id, body));
  }

  /** 409 while orders name it: one that is no longer offered is made inactive. */
  @Delete('{publicId}')
  @Security('principal', ['services:write'])
  @SuccessResponse(204)
  async deleteService(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    const actor = principalOf(request);
    const { id } = await this.catalogue.named(actor, publicId);
    await this.catalogue.delete(actor, id);
  }
}
