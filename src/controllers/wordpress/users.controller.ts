import {
  Body,
  Controller,
  Delete,
  Extension,
  Get,
  type HostRequest,
  Page,
  Patch,
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
import type { DeletedUser, UserView } from './user.view.js';
import type { UserDesk } from './user-desk.js';
import type {
  Context,
  NewUserBody,
  Offset,
  Order,
  OrderBy,
  PageNumber,
  PageSize,
  SearchText,
  UserChange,
  UserId,
} from './user-parameters.js';

@Route('wp/v2/users')
@Tags('Users')
export class UsersController extends Controller {
  constructor(private readonly desk: UserDesk) {
    super();
  }

  /** Whoever may not list users sees those who have published something, which on this site is nobody. */
  @Get()
  async list(
    @Request() request: HostRequest,
    @Query() context: Context = 'view',
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() search?: SearchText,
    @Query() exclude?: UserId[],
    @Query() include?: UserId[],
    @Query() offset?: Offset,
    @Query() order: Order = 'asc',
    @Query() orderby: OrderBy = 'name',
    @Query() slug?: string[],
    @Query() roles?: string[],
  ): Promise<Page<UserView>> {
    const asked = { context, page, per_page, search, exclude, include, offset, order, orderby, slug, roles };
    return this.desk.list(request.ctx.state.principal, asked);
  }

  /** Joins the caller's organisation, as `viewer` when no role is given. */
  @Post()
  @SuccessResponse(201)
  @Security('principal', ['users:write'])
  @Extension('x-forbidden', 'rest_cannot_create_user')
  async create(@Request() request: HostRequest, @Body() body: NewUserBody): Promise<UserView> {
    const { view, location } = await this.desk.create(principalOf(request), body);
    this.setStatus(201);
    this.setHeader('Location', location);
    return view;
  }

  @Get('{id}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_user_cannot_view')
  get(
    @Request() request: HostRequest,
    @Path() id: UserId,
    @Query() context: Context = 'view',
  ): Promise<UserView> {
    return this.desk.get(principalOf(request), id, context);
  }

  @Post('{id}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_cannot_edit')
  change(@Request() request: HostRequest, @Path() id: UserId, @Body() body: UserChange): Promise<UserView> {
    return this.desk.update(request, id, body);
  }

  @Put('{id}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_cannot_edit')
  replace(@Request() request: HostRequest, @Path() id: UserId, @Body() body: UserChange): Promise<UserView> {
    return this.desk.update(request, id, body);
  }

  @Patch('{id}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_cannot_edit')
  update(@Request() request: HostRequest, @Path() id: UserId, @Body() body: UserChange): Promise<UserView> {
    return this.desk.update(request, id, body);
  }

  /** For good: `force` must be true. `reassign` names who keeps the user's content, or is false. */
  @Delete('{id}')
  @Security('principal', ['users:write'])
  @Extension('x-forbidden', 'rest_user_cannot_delete')
  remove(
    @Request() request: HostRequest,
    @Path() id: UserId,
    @Query() reassign: string,
    @Query() force: boolean = false,
  ): Promise<DeletedUser> {
    return this.desk.remove(principalOf(request), id, force, reassign);
  }
}
