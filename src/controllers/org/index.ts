import { bind, type PluginRoutes } from '../../http/routes.js';
import type { WebhooksRoom } from '../../webhooks/create-webhooks.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuditLogsController, type AuditServices } from './audit-logs.controller.js';
import { OrgSettingsController, type OrgServices as SettingsServices } from './org-settings.controller.js';
import { routes } from './routes.generated.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookEventsController } from './webhook-events.controller.js';
import { WebhooksController } from './webhooks.controller.js';

export interface OrgServices extends SettingsServices, AuditServices {
  readonly webhooks: WebhooksRoom;
}

/** The host's own operations at `/api/v1` for organisations. */
export const orgRoutes = (services: OrgServices): PluginRoutes => ({
  generated: routes,
  controllers: [
    bind(ApiKeysController, () => new ApiKeysController(services.apiKeys, services.clock)),
    bind(AuditLogsController, () => new AuditLogsController(services)),
    bind(OrgSettingsController, () => new OrgSettingsController(services)),
    bind(WebhooksController, () => new WebhooksController(services.webhooks)),
    bind(WebhookDeliveriesController, () => new WebhookDeliveriesController(services.webhooks)),
    bind(WebhookEventsController, () => new WebhookEventsController(services.webhooks)),
  ],
});
