import type { Accounts } from '../accounts/accounts.js';
import type { Audit } from '../audit/audit.js';
import type { Principal, ScopeLevel } from '../auth/principal.js';
import type { CommandGroup } from '../cli/command.js';
import type { Clock } from '../clock.js';
import type { CronSpec } from '../cron/cron-task.js';
import type { Database } from '../database/database.js';
import type { HealthProblem } from '../health/health.js';
import type { OwnedHooks } from '../hooks/hooks.js';
import type { PageTable } from '../http/pages/page-answer.js';
import type { PluginRoutes } from '../http/routes.js';
import type { SurfaceId } from '../http/surfaces/surface.js';
import type { JobSpec, Jobs } from '../jobs/job.js';
import type { Logger } from '../log.js';
import type { Mailer, MailTemplate } from '../mail/mail.js';
import type { Notifications } from '../notifications/notification.js';
import type { OwnedOptions } from '../options/options.js';
import type { Outgoing } from '../outgoing/outgoing.js';
import type { Pdf } from '../pdf/pdf.js';
import type { Secrets } from '../vault/secrets.js';
import type { WebhookEventSpec, Webhooks } from '../webhooks/webhook-event.js';
import type { EventType, ServiceToken } from './tokens.js';

/** Default organisation roles that may receive a scope. The administrator has every one. */
export type DefaultRole = 'manager' | 'member' | 'viewer';

/** A scope that the plugin declares; it rests while the plugin is off, and grants of it are kept. */
export interface ScopeSpec {
  /** `resource:action` */
  readonly name: string;
  /** Default: organization. */
  readonly level?: ScopeLevel;
  readonly description: string;
  /** Default organisation roles that receive it, beside the administrator. */
  readonly roles?: readonly DefaultRole[];
}

/** A setting of the site, kept as an option `<plugin>_<name>`, shown in the settings. */
export interface SettingSpec {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly default: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** A regular expression that texts must match. */
  readonly pattern?: string;
  /** A text that is kept in the vault and never shown again. */
  readonly secret?: boolean;
}

/** A plugin at one glance. Importing the file that defines it registers nothing. */
export interface Plugin {
  /** Lower case letters, digits, hyphens; also the prefix of its tables (hyphens as underscores). */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly author?: string;
  readonly homepage?: string;
  /** Range of host versions. */
  readonly host: string;
  /** Plugins it builds on, with ranges of their versions. */
  readonly requires?: Readonly<Record<string, string>>;
  readonly scopes?: readonly ScopeSpec[];
  readonly settings?: readonly SettingSpec[];
  /** Folder of its migrations: one table created or altered a file. */
  readonly migrations?: URL;
  /**
   * What works badly, for `koapress doctor`: looked at while the plugin is active, also by a process in which it does not
   * run. Reads the database alone, and quickly.
   */
  readonly problems?: (sight: PluginSight) => Promise<readonly HealthProblem[]>;
  /** Registers; does not call the network. Has a time-out. */
  setup(host: PluginHost): void | Promise<void>;
}

/** What a plugin looks for problems with. */
export type PluginSight = Pick<PluginHost, 'db' | 'clock' | 'options'>;

/** What a plugin gets from the host. Each line it calls is undone when it is switched off. */
export interface PluginHost {
  readonly name: string;
  /** Where the site is reached, without a slash at the end: for links in mails. */
  readonly siteUrl: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly hooks: OwnedHooks;
  readonly options: OwnedOptions;
  /** Durable work. Usable once the plugin is on, like the five below. */
  readonly jobs: Jobs;
  readonly mailer: Mailer;
  readonly webhooks: Webhooks;
  readonly notifications: Notifications;
  /** Kept encrypted. */
  readonly secrets: Secrets;
  /** The one way to call addresses outside the site. */
  readonly outgoing: Outgoing;
  /** Documents as PDF. */
  readonly pdf: Pdf;
  /** Offers a service to the plugins that require this one. One provider a token. */
  provide<T>(token: ServiceToken<T>, service: T): void;
  /** The service of a plugin listed in `requires`. */
  use<T>(token: ServiceToken<T>): T;
  /** Controllers at a surface. */
  routes(surface: SurfaceId, routes: PluginRoutes): void;
  /**
   * Pages for people, outside the APIs: method and path below `/<name>/`. Whoever has the address may see them: what is
   * for one person alone has an address that cannot be guessed.
   */
  pages(table: PageTable): void;
  /** Called inside the causing transaction; may only write rows. */
  on<T>(event: EventType<T>, listener: (payload: T) => void | Promise<void>): void;
  /** A kind of job; it is run while the plugin is on. */
  job<P>(spec: JobSpec<P>): void;
  /** Work at fixed times, once in the whole site. */
  cron(spec: CronSpec): void;
  /** A mail that `mailer` can send. */
  mail(template: MailTemplate): void;
  /** An event that `webhooks` can tell organisations of. */
  webhookEvent(spec: WebhookEventSpec): void;
  /** A principal for background work in one organisation, with every organisation scope. */
  actAs(orgId: number, reason: string): Principal;
  /**
   * The caller in an organisation that a field of the request names, where somebody who signed in is a member and
   * their role there has the scope. `forbidden` otherwise, also where there is none.
   */
  actIn(actor: Principal, orgId: number, scope: string): Promise<Principal>;
  /** Called when an organisation is made, and once for each existing one at first activation: default rows. Must bear repetition. */
  onOrganization(prepare: (orgId: number) => Promise<void>): void;
  /** Undoes what the plugin opened itself. */
  onDispose(undo: () => void | Promise<void>): void;
}

/**
 * What `commands.ts` beside `plugin.ts` exports by default: groups of `koapress <group> <command>`. They are there
 * whether the plugin is on or off. The file is read for every help: what a command needs, it imports when it runs.
 */
export type PluginCommands = readonly CommandGroup[];

/** Checks nothing at run time: the catalog does, so that a fault names the plugin. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
