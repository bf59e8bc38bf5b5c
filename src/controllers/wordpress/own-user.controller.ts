import {
  Body,
  Controller,
  Delete,
  Extension,
  Get,
  type HostRequest,
  Patch,
  Post,
  Put,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  Tags,
} from '#host';
import { ownId } from './own-id.js';
import type { DeletedUser, UserView } from './user.view.js';
import type { UserDesk } from './user-desk.js';
import type { Context, UserChange } from './user-parameters.js';

/** The user who is asking. */
@Route('wp/v2/users/me')
@Tags('Users')
export class OwnUserController extends Controller {
  constructor(private readonly desk: UserDesk) {
    super();
  }

  @Get()
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  get(@Request() request: HostRequest, @Query() context: Context = 'view'): Promise<UserView> {
    return this.desk.get(principalOf(request), ownId(request), context);
  }

  @Post()
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  change(@Request() request: HostRequest, @Body() body: UserChange): Promise<UserView> {
    return this.desk.update(request, ownId(request), body);
  }

  @Put()
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  replace(@Request() request: HostRequest, @Body() body: UserChange): Promise<UserView> {
    return this.desk.update(request, ownId(request), body);
  }

  @Patch()
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  update(@Request() request: HostRequest, @Body() body: UserChange): Promise<UserView> {
    return this.desk.update(request, ownId(request), body);
  }

  @Delete()
  @Security('principal', ['users:write'])
  @Extension('x-forbidden', 'rest_user_cannot_delete')
  remove(
    @Request() request: HostRequest,
    @Query() reassign: string,
    @Query() force: boolean = false,
  ): Promise<DeletedUser> {
    return this.desk.remove(principalOf(request), ownId(request), force, reassign);
  }
}
