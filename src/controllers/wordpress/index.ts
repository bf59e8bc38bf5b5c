import { bind, type Database, type PluginRoutes } from '#host';
import type { AccountMails } from '../../account-mails/create-account-mails.js';
import type { Memberships } from '../../accounts/memberships.js';
import type { Roles } from '../../accounts/roles.js';
import type { Users } from '../../accounts/users.js';
import type { ApplicationPasswords } from '../../auth/application-passwords.js';
import type { EffectiveScopes } from '../../auth/effective-scopes.js';
import type { Sessions } from '../../auth/sessions.js';
import type { SignIn } from '../../auth/sign-in.js';
import type { Clock } from '../../clock.js';
import type { CronControl } from '../../cron/cron-control.js';
import type { LoginCookies } from '../../http/pages/login-cookies.js';
import type { SiteSettings } from '../../http/wordpress/site-settings.js';
import type { JobControl } from '../../jobs/job-control.js';
import type { MailRoom } from '../../mail/create-mail.js';
import type { PluginManager } from '../../plugins/plugin-manager.js';
import { ApplicationPasswordDesk } from './application-password-desk.js';
import { ApplicationPasswordsController } from './application-passwords.controller.js';
import { CronController } from './cron.controller.js';
import { FullReach } from './full-reach.js';
import { InvitationDesk } from './invitation-desk.js';
import { InvitationsController } from './invitations.controller.js';
import { JobsController } from './jobs.controller.js';
import { MailSuppressionsController } from './mail-suppressions.controller.js';
import { MailTemplatesController } from './mail-templates.controller.js';
import { MailsController } from './mails.controller.js';
import { OwnUserController } from './own-user.controller.js';
import { PluginDesk } from './plugin-desk.js';
import { PluginUploads } from './plugin-uploads.js';
import { PluginsController } from './plugins.controller.js';
import { routes } from './routes.generated.js';
import { SessionRenewal } from './session-renewal.js';
import { SettingsController } from './settings.controller.js';
import { UserDesk } from './user-desk.js';
import { UserEditor } from './user-editor.js';
import { UserStandings } from './user-standing.js';
import { UsersController } from './users.controller.js';

export interface WordPressServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly siteUrl: string;
  readonly users: Users;
  readonly roles: Roles;
  readonly memberships: Memberships;
  readonly effectiveScopes: EffectiveScopes;
  readonly sessions: Sessions;
  readonly applicationPasswords: ApplicationPasswords;
  readonly loginCookies: LoginCookies;
  readonly signIn: SignIn;
  readonly plugins: PluginManager;
  /** PLUGIN_UPLOADS */
  readonly pluginUploads: boolean;
  readonly settings: SiteSettings;
  readonly cron: CronControl;
  readonly jobs: JobControl;
  readonly mail: MailRoom;
  readonly accountMails: AccountMails;
}

/** `wp/v2` for the host's own nouns. */
export function wordpressRoutes(services: WordPressServices): PluginRoutes {
  const { accountMails, applicationPasswords, cron, jobs, mail, plugins, settings, siteUrl, users } =
    services;
  const fullReach = new FullReach(applicationPasswords);
  const standings = userStandings(services);
  const people = userDesk(services, fullReach, standings);
  const invitations = new InvitationDesk(accountMails.invitations, standings);
  const passwords = new ApplicationPasswordDesk({
    users,
    passwords: applicationPasswords,
    fullReach,
    siteUrl,
  });
  const { pluginUploads: enabled, signIn } = services;
  const uploads = new PluginUploads({ plugins, users, signIn, enabled });
  const pluginDesk = new PluginDesk(plugins, uploads, siteUrl);
  return {
    generated: routes,
    controllers: [
      bind(UsersController, () => new UsersController(people)),
      bind(OwnUserController, () => new OwnUserController(people)),
      bind(ApplicationPasswordsController, () => new ApplicationPasswordsController(passwords)),
      bind(PluginsController, () => new PluginsController(pluginDesk)),
      bind(CronController, () => new CronController(cron)),
      bind(JobsController, () => new JobsController(jobs)),
      bind(InvitationsController, () => new InvitationsController(invitations)),
      bind(MailsController, () => new MailsController(mail.log)),
      bind(MailTemplatesController, () => new MailTemplatesController(mail.desk)),
      bind(MailSuppressionsController, () => new MailSuppressionsController(mail.suppressions)),
      bind(SettingsController, () => new SettingsController(settings)),
    ],
  };
}

function userStandings({ effectiveScopes, memberships, roles, users }: WordPressServices): UserStandings {
  const reach = (siteRole: string | null) => effectiveScopes.ofRole('site', siteRole);
  const organizationReach = (role: string) => effectiveScopes.ofRole('organization', role);
  return new UserStandings({ users, memberships, roles, reach, organizationReach });
}

function userDesk(services: WordPressServices, fullReach: FullReach, standings: UserStandings): UserDesk {
  const { clock, db, loginCookies, sessions, siteUrl, users } = services;
  const editor = new UserEditor(db, users, standings, fullReach);
  const renewal = new SessionRenewal(sessions, loginCookies, clock);
  return new UserDesk({ users, standings, editor, renewal, siteUrl });
}
