import type { PluginHost } from '#host';

/** What the services of this plugin need of the host. */
export type AgencyHost = Pick<
  PluginHost,
  | 'db'
  | 'clock'
  | 'accounts'
  | 'audit'
  | 'hooks'
  | 'webhooks'
  | 'notifications'
  | 'mailer'
  | 'actAs'
  | 'jobs'
  | 'pdf'
  | 'siteUrl'
  | 'options'
  | 'log'
>;
