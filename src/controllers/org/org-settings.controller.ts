import { Body, Controller, Get, Put, Request, Route, Security, Tags } from '@tsoa/runtime';
import type { OrgSettings } from '../../accounts/org-settings.js';
import type { ApiKeys } from '../../auth/api-keys.js';
import type { Clock } from '../../clock.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import { type OrgSettingsBody, type OrgSettingsView, orgSettingsView } from './org-settings.view.js';

export interface OrgServices {
  readonly orgSettings: OrgSettings;
  readonly apiKeys: ApiKeys;
  readonly clock: Clock;
}

@Route('v1/org-settings')
@Tags('org-settings')
export class OrgSettingsController extends Controller {
  constructor(private readonly services: OrgServices) {
    super();
  }

  /** Get all org settings. */
  @Get()
  @Security('principal', ['org-settings:read'])
  async getOrgSettings(@Request() request: HostRequest): Promise<OrgSettingsView> {
    return orgSettingsView(await this.services.orgSettings.get(principalOf(request)));
  }

  /** Changes those that are given and answers all. */
  @Put()
  @Security('principal', ['org-settings:write'])
  async updateOrgSettings(
    @Request() request: HostRequest,
    @Body() body: OrgSettingsBody,
  ): Promise<OrgSettingsView> {
    return orgSettingsView(await this.services.orgSettings.update(principalOf(request), body));
  }
}
