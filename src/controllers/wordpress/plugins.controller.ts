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
  Tags,
} from '#host';
import type { DeletedPlugin, PluginView } from './plugin.view.js';
import type { PluginDesk } from './plugin-desk.js';
import type { PluginChange, PluginName, PluginStatusParameter } from './plugin-parameters.js';
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

  /** Drops the data of one that is off. Its files stay. */
  @Delete('{plugin}')
  @Security('principal', ['plugins:write'])
  @Extension('x-forbidden', 'rest_cannot_manage_plugins')
  remove(@Request() request: HostRequest, @Path() plugin: PluginName): Promise<DeletedPlugin> {
    return this.desk.remove(principalOf(request), plugin);
  }
}
