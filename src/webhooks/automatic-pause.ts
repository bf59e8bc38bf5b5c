import { systemPrincipal } from '../auth/system-principal.js';
import type { Clock } from '../clock.js';
import type { Notifications } from '../notifications/notification.js';
import type { Endpoint, PauseReason } from './endpoint.js';
import type { Endpoints } from './endpoints.js';

const LONGEST_RUN_MS = 5 * 86_400_000;
const MOST_GIVEN_UP = 20;

const WHY: Readonly<Record<'gone' | 'failing', string>> = {
  gone: 'answered that it is gone (410)',
  failing: 'has not accepted anything for a long time',
};

/**
 * Lets an endpoint rest that answers 410, or where deliveries are given up and nothing has got through for five
 * days, or twenty were given up one after the other. Those who may change webhooks are told.
 */
export class AutomaticPause {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that gives a delivery up. */
  async consider(endpoint: Endpoint): Promise<void> {
    const { failingSince, givenUp } = endpoint;
    const since = failingSince?.getTime() ?? Number.POSITIVE_INFINITY;
    const isOver = givenUp >= MOST_GIVEN_UP || this.clock.now().getTime() - since >= LONGEST_RUN_MS;
    if (isOver) await this.pause(endpoint, 'failing');
  }

  /** Joins the transaction in progress. */
  async pause(endpoint: Endpoint, reason: Exclude<PauseReason, 'manual'>): Promise<void> {
    if (endpoint.status === 'paused') return;
    const { orgId, publicId, url } = endpoint;
    await this.endpoints.pause(systemPrincipal(orgId, 'webhooks'), publicId, reason);
    const { host } = new URL(url);
    await this.notifications.notifyHolders(orgId, 'webhooks:write', {
      type: 'webhooks.paused',
      title: `The webhook to ${host} was paused`,
      message: `${host} ${WHY[reason]}. Resume the webhook when it is well again, and replay what it has missed.`,
      priority: 'high',
      data: { webhook: publicId, reason },
      mail: true,
    });
  }
}
