import {
  Body,
  Controller,
  Get,
  type HostRequest,
  Patch,
  Post,
  Put,
  principalOf,
  Request,
  Route,
  Security,
  Tags,
} from '#host';
import type { SiteSettings } from '../../http/wordpress/site-settings.js';
import { type SettingsChange, type SettingsView, settingsView, unescaped } from './settings.view.js';

/** The site's own settings and those of its active plugins. Null resets one; unknown names are passed over. */
@Route('wp/v2/settings')
@Tags('Settings')
export class SettingsController extends Controller {
  constructor(private readonly settings: SiteSettings) {
    super();
  }

  @Get()
  @Security('principal', ['settings:read'])
  async get(): Promise<SettingsView> {
    return settingsView(await this.settings.all());
  }

  @Post()
  @Security('principal', ['settings:write'])
  create(@Request() request: HostRequest, @Body() body: SettingsChange): Promise<SettingsView> {
    return this.change(request, body);
  }

  @Put()
  @Security('principal', ['settings:write'])
  replace(@Request() request: HostRequest, @Body() body: SettingsChange): Promise<SettingsView> {
    return this.change(request, body);
  }

  @Patch()
  @Security('principal', ['settings:write'])
  update(@Request() request: HostRequest, @Body() body: SettingsChange): Promise<SettingsView> {
    return this.change(request, body);
  }

  private async change(request: HostRequest, change: SettingsChange): Promise<SettingsView> {
    return settingsView(await this.settings.update(principalOf(request), unescaped(change)));
  }
}
