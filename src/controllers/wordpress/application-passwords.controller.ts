import {
  Body,
  Controller,
  Delete,
  Extension,
  Get,
  type HostRequest,
  Path,
  Post,
  Put,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type {
  ApplicationPasswordView,
  CreatedApplicationPasswordView,
  DeletedApplicationPassword,
  DeletedApplicationPasswords,
} from './application-password.view.js';
import type { ApplicationPasswordDesk } from './application-password-desk.js';
import type {
  ApplicationPasswordChange,
  NewApplicationPasswordBody,
} from './application-password-parameters.js';
import { idOf } from './own-id.js';
import type { UserRef } from './user-parameters.js';

/** Passwords for programs, each with its own name, and if wanted with fewer scopes and an end. */
@Route('wp/v2/users/{user_id}/application-passwords')
@Tags('Application passwords')
export class ApplicationPasswordsController extends Controller {
  constructor(private readonly desk: ApplicationPasswordDesk) {
    super();
  }

  @Get()
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  list(@Request() request: HostRequest, @Path() user_id: UserRef): Promise<ApplicationPasswordView[]> {
    return this.desk.list(principalOf(request), idOf(request, user_id));
  }

  /** The password is shown in this answer and never again. */
  @Post()
  @SuccessResponse(201)
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  async create(
    @Request() request: HostRequest,
    @Path() user_id: UserRef,
    @Body() body: NewApplicationPasswordBody,
  ): Promise<CreatedApplicationPasswordView> {
    const created = await this.desk.create(principalOf(request), idOf(request, user_id), body);
    this.setStatus(201);
    this.setHeader('Location', created._links.self[0]?.href ?? '');
    return created;
  }

  /** All of them. */
  @Delete()
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  removeAll(@Request() request: HostRequest, @Path() user_id: UserRef): Promise<DeletedApplicationPasswords> {
    return this.desk.removeAll(principalOf(request), idOf(request, user_id));
  }

  /** The one that this request was made with. */
  @Get('introspect')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  introspect(@Request() request: HostRequest, @Path() user_id: UserRef): Promise<ApplicationPasswordView> {
    return this.desk.introspect(principalOf(request), idOf(request, user_id));
  }

  @Get('{uuid}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  get(
    @Request() request: HostRequest,
    @Path() user_id: UserRef,
    @Path() uuid: string,
  ): Promise<ApplicationPasswordView> {
    return this.desk.get(principalOf(request), idOf(request, user_id), uuid);
  }

  @Put('{uuid}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  replace(
    @Request() request: HostRequest,
    @Path() user_id: UserRef,
    @Path() uuid: string,
    @Body() body: ApplicationPasswordChange,
  ): Promise<ApplicationPasswordView> {
    return this.desk.rename(principalOf(request), idOf(request, user_id), uuid, body);
  }

  @Post('{uuid}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  change(
    @Request() request: HostRequest,
    @Path() user_id: UserRef,
    @Path() uuid: string,
    @Body() body: ApplicationPasswordChange,
  ): Promise<ApplicationPasswordView> {
    return this.desk.rename(principalOf(request), idOf(request, user_id), uuid, body);
  }

  @Delete('{uuid}')
  @Security('principal', [])
  @Extension('x-forbidden', 'rest_not_logged_in')
  remove(
    @Request() request: HostRequest,
    @Path() user_id: UserRef,
    @Path() uuid: string,
  ): Promise<DeletedApplicationPassword> {
    return this.desk.remove(principalOf(request), idOf(request, user_id), uuid);
  }
}
