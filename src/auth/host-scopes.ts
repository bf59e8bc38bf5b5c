import type { ScopeSpec } from '../plugins/plugin.js';

/** Owner of the scopes below; no plugin can have this name. */
export const HOST_OWNER = 'host';

/**
 * Scopes of the host's own operations. A manager reads what it may not change (members, settings) and has nothing
 * to do with keys; a viewer reads neither keys nor the audit log.
 */
export const HOST_SCOPES: readonly ScopeSpec[] = [
  site('users:read', 'See all users of the site'),
  site('users:write', 'Create, change and delete users of the site'),
  site('plugins:read', 'See the plugins and their state'),
  site('plugins:write', 'Switch plugins on and off'),
  site('settings:read', 'See the settings of the site'),
  site('settings:write', 'Change the settings of the site'),
  site('options:read', 'See the options of the site'),
  site('options:write', 'Change the options of the site'),
  site('jobs:read', 'See the jobs of the site, with what they were given'),
  site('jobs:write', 'Retry, change and cancel jobs'),
  site('cron:read', 'See the cron tasks of the site and their runs'),
  site('cron:write', 'Run, pause and resume cron tasks'),
  site('mail:read', 'See the mails of the site, their templates, and what became of them'),
  site('mail:write', 'Change mail templates, send mails again, and change the suppression list'),
  site('site-health:read', 'See how the site is'),
  {
    name: 'org-settings:read',
    description: 'See the settings of the organisation',
    roles: ['manager', 'member', 'viewer'],
  },
  { name: 'org-settings:write', description: 'Change the settings of the organisation' },
  {
    name: 'members:read',
    description: 'See who belongs to the organisation',
    roles: ['manager', 'member', 'viewer'],
  },
  { name: 'members:write', description: 'Add and remove members, and change their roles' },
  { name: 'api-keys:read', description: 'See the API keys of the organisation, masked', roles: ['member'] },
  { name: 'api-keys:write', description: 'Create and revoke API keys of the organisation' },
  {
    name: 'notifications:read',
    description: 'See your own notifications',
    roles: ['manager', 'member', 'viewer'],
  },
  {
    name: 'notifications:write',
    description: 'Make, mark and dismiss your own notifications',
    roles: ['manager', 'member', 'viewer'],
  },
  {
    name: 'webhooks:read',
    description: 'See webhooks of the organisation, and what was sent to them',
    roles: ['manager', 'member'],
  },
  {
    name: 'webhooks:write',
    description:
      'Add, change, replay and delete webhooks, which are told of all that happens in the organisation',
    roles: ['manager'],
  },
  {
    name: 'audit-logs:read',
    description: 'Read the audit log of the organisation',
    roles: ['manager', 'member'],
  },
];

function site(name: string, description: string): ScopeSpec {
  return { name, level: 'site', description };
}
