import type { PluginHost } from '#host';

/** What the services of this plugin need of the host. */
export type BillingHost = Pick<
  PluginHost,
  | 'siteUrl'
  | 'db'
  | 'clock'
  | 'log'
  | 'accounts'
  | 'audit'
  | 'hooks'
  | 'options'
  | 'jobs'
  | 'mailer'
  | 'webhooks'
  | 'notifications'
  | 'secrets'
  | 'outgoing'
  | 'pdf'
  | 'actAs'
>;
