import type { Config } from '../config.js';
import type { Given, Source } from './sources.js';
import { variableNames } from './values.js';

/** One variable as people may see it: secrets are hidden. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly source: Source;
}

const HIDDEN = '(hidden)';

export function settingsOf(config: Config, given: Given): readonly Setting[] {
  const shown = shownValues(config);
  return variableNames.map((name) => ({ name, value: shown[name], source: sourceOf(name, config, given) }));
}

function sourceOf(name: string, config: Config, given: Given): Source {
  const kept = name === 'SECRET_KEY' && config.secretKeys.length > 0 ? 'file' : 'default';
  return given.sources[name] ?? kept;
}

function shownValues(config: Config): Readonly<Record<(typeof variableNames)[number], string>> {
  return {
    PORT: String(config.port),
    HOST: config.host,
    SITE_URL: config.siteUrl,
    DATA_DIR: config.dataDir,
    DATABASE_URL: config.databaseUrl
      ? withoutPassword(config.databaseUrl)
      : '(SQLite: koapress.db in DATA_DIR)',
    REDIS_URL: config.redisUrl ? withoutPassword(config.redisUrl) : '(none)',
    SECRET_KEY:
      config.secretKeys.length > 0
        ? config.secretKeys.map(() => HIDDEN).join(',')
        : '(made at the first start)',
    LOG_LEVEL: config.logLevel,
    TRUST_PROXY: config.trustProxy.join(',') || '(none)',
    CORS_ORIGINS: config.corsOrigins.join(',') || '(none)',
    PLUGINS_DIR: config.pluginsDir ?? '(none)',
    RATE_LIMITS: config.rateLimits ? 'on' : 'off',
    DRAIN_SECONDS: String(config.drainSeconds),
    SMTP_URL: config.smtpUrl ? withoutPassword(config.smtpUrl) : '(files in DATA_DIR/mail)',
    MAIL_FROM: config.mailFrom,
    PLUGIN_UPLOADS: config.pluginUploads ? 'on' : 'off',
    OUTGOING_ALLOW: config.outgoingAllow.join(',') || '(none)',
    ADMIN_LOGIN: config.admin.login,
    ADMIN_EMAIL: config.admin.email,
    ADMIN_PASSWORD: config.admin.password === null ? '(generated at the first start)' : HIDDEN,
  };
}

/** Also what stands in the query may be a secret. */
function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  if (url.search) url.search = '?***';
  return url.href;
}
