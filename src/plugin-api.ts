/** Everything a plugin may import from the host, and nothing else: `import { … } from '#host'`. */
export {
  Body,
  Controller,
  Delete,
  Example,
  Extension,
  Get,
  Header,
  Hidden,
  Patch,
  Path,
  Post,
  Produces,
  Put,
  Query,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
export type { Knex } from 'knex';
export {
  type Accounts,
  type MemberJoining,
  memberJoining,
  type OrganizationFacts,
  type OrganizationSettings,
  type OrganizationSettingsChanged,
  organizationSettingsChanged,
  type Person,
} from './accounts/accounts.js';
export type { Audit, AuditEntry } from './audit/audit.js';
export { type Principal, reaches, type ScopeLevel } from './auth/principal.js';
export { changed, given } from './changes.js';
export type { Clock } from './clock.js';
export type { CronRun, CronSpec } from './cron/cron-task.js';
export { againOnDuplicate } from './database/again-on-duplicate.js';
export {
  type Database,
  type Direction,
  type PageRequest,
  type Rows,
  type Sums,
  siteTable,
  type Table,
  type Tenant,
  tenantTable,
} from './database/database.js';
export { isDuplicate } from './database/errors.js';
export { folded, sortKey } from './database/folded.js';
export { Page, type PageWindow } from './database/page.js';
export * as schema from './database/schema.js';
export { exact } from './database/sums.js';
export { dayAfter, dayAt, isDay, startOfDay } from './days.js';
export type { HealthProblem } from './health/health.js';
export type { ActionArgs, Actions, Filters, OwnedHooks } from './hooks/hooks.js';
export { type Bare, bare, type HostRequest, principalOf } from './http/controllers.js';
export { asWritten, type CamelKeys, camelKeys } from './http/field-names.js';
export { type FileAnswer, type FileFacts, file } from './http/file-answer.js';
export { type Html, html } from './http/pages/html.js';
export {
  type PageAnswer,
  type PageHandler,
  type PageTable,
  type PageView,
  type PageVisit,
  page,
  redirect,
} from './http/pages/page-answer.js';
export type {
  Counted,
  CurrencyCode,
  DayText,
  Email,
  Id,
  InstantText,
  Line,
  LongText,
  Order,
  PageNumber,
  PageSize,
  Title,
  Whole,
} from './http/params.js';
export { type FieldProblem, isProblem, type ProblemCode, ProblemError } from './http/problem.js';
export {
  assertDays,
  contradiction,
  invalid,
  notFound,
  stillUsed,
  unknownReference,
} from './http/refusals.js';
export { bind, type GeneratedRoutes, type PluginRoutes } from './http/routes.js';
export type { SurfaceId } from './http/surfaces/surface.js';
export type { Backoff, EnqueueOptions, JobRun, JobSpec, Jobs } from './jobs/job.js';
export type { Logger } from './log.js';
export { mailable } from './mail/addresses.js';
export { inNameOf } from './mail/in-name-of.js';
export type { MailAttachment, Mailer, MailTemplate, OutgoingMail } from './mail/mail.js';
export type {
  NewNotification,
  NotificationLevel,
  NotificationPriority,
  Notifications,
} from './notifications/notification.js';
export type { OwnedOptions } from './options/options.js';
export {
  type Outgoing,
  type OutgoingAnswer,
  OutgoingError,
  type OutgoingFault,
  type OutgoingRequest,
  type OutgoingTarget,
} from './outgoing/outgoing.js';
export type { Pdf, PdfContent, PdfDocument, PdfStyle, PdfTable, PdfText } from './pdf/pdf.js';
export {
  type DefaultRole,
  definePlugin,
  type Plugin,
  type PluginCommands,
  type PluginHost,
  type PluginSight,
  type ScopeSpec,
  type SettingSpec,
} from './plugins/plugin.js';
export { type EventType, eventType, type ServiceToken, serviceToken } from './plugins/tokens.js';
export { newPublicId } from './public-id.js';
export type { Secrets } from './vault/secrets.js';
export type { WebhookEventSpec, Webhooks } from './webhooks/webhook-event.js';
