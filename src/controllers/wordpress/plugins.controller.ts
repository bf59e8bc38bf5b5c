import {
  Body,
  Controller,
  Delete,
  Extension,
  Get,
  type HostRequest,
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
import type { DeletedPlugin, PluginView } from './plugin.view.js';
import type { PluginDesk } from './plugin-desk.js';
import type { PluginChange, PluginName, PluginStatusParameter, PluginUpload } from './plugin-parameters.js';
import type { Context, SearchText } from './user-parameters.js';

/** The plugins of the site. */
@Route('wp/v2/plugins')
@Tags('Plugins')
export class PluginsController extends Controller {
  constructor(private readonly desk: PluginDesk) {
    super();
  }

  /** All of them, by name; not in pages. */
  @Get()
  @Security('principal', ['plugins:read'])
  @Extension('x-forbidden', 'rest_cannot_view_plugins')
  list(
    @Query() context: Context = 'view',
    @Query() search?: SearchText,
    @Query() status?: PluginStatusParameter[],
  ): Promise<PluginView[]> {
    return this.desk.list({ context, search, status });
  }

  @Get('{plugin}')
  @Security('principal', ['plugins:read'])
  @Extension('x-forbidden', 'rest_cannot_view_plugin')
  get(@Path() plugin: PluginName, @Query() context: Context = 'view'): Promise<PluginView> {
    return this.desk.get(plugin, context);
  }

  /**
   * Installs a packed plugin: a file `package` in a form, the file as the whole body, or base64 in JSON. Asks for the
   * password again. An active plugin is not replaced: deactivate it, install, and activate it again.
   */
  @Post()
  @SuccessResponse(201)
  @Security('principal', ['plugins:write'])
  @Extension('x-forbidden', 'rest_cannot_manage_plugins')
  @Extension('x-upload', { field: 'package', limit: 20971520 })
  install(@Request() request: HostRequest, @Body() body: PluginUpload): Promise<PluginView> {
    return this.desk.install(request, body);
  }

  /** Switches it on or off in the running site. */
  @Post('{plugin}')
  @Security('principal', ['plugins:write'])
  @Extension('x-forbidden', 'rest_cannot_manage_plugins')
  change(
    @Request() request: HostRequest,
    @Path() plugin: PluginName,
    @Body() body: PluginChange,
  ): Promise<PluginView> {
    return this.desk.change(principalOf(request), plugin, body);
  }

  @Put('{plugin}')
  @Security('principal', ['plugins:write'])
  @Extension('x-forbidden', 'rest_cannot_manage_plugins')
  replace(
    @Request() request: HostRequest,
    @Path() plugin: PluginName,
    @Body() body: PluginChange,
  ): Promise<PluginView> {
    return this.desk.change(principalOf(request), plugin, body);
  }

  @Patch('{plugin}')
  @Security('principal', ['plugins:write'])
  @Extension('x-forbidden', 'rest_cannot_manage_plugins')
  update(
    @Request() request: HostRequest,
    @Path() plugin: PluginName,
    @Body() body: PluginChange,
  ): Promise<PluginView> {
    return this.desk.change(principalOf(request), plugin, body);
  }

  /** Drops the data of one that is off, and its package. Files in PLUGINS_DIR stay. */
  @Delete('{plugin}')
  @Security('principal', ['plugins:write'])
  @Extension('x-forbidden', 'rest_cannot_manage_plugins')
  remove(@Request() request: HostRequest, @Path() plugin: PluginName): Promise<DeletedPlugin> {
    return this.desk.remove(principalOf(request), plugin);
  }
}
