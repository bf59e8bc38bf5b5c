import type { Middleware } from 'koa';
import type { Host } from '../host.js';
import { oauthPages } from '../http/oauth/oauth-pages.js';
import { askToLogIn } from '../http/pages/admin-page.js';
import { pages } from '../http/pages/index.js';
import { LoginCookies } from '../http/pages/login-cookies.js';
import { Visitors } from '../http/pages/visitor.js';
import type { OwnedRoutes } from '../http/routes.js';
import { hostingRoutes } from './hosting/index.js';
import { opsRoutes } from './ops/index.js';
import { orgRoutes } from './org/index.js';
import { wordpressRoutes } from './wordpress/index.js';

/** Who owns the host's own routes. */
export const HOST_ROUTES = 'host';

/** The host's own operations, a unit for each surface. */
export function hostRoutes(host: Host): OwnedRoutes[] {
  const { accounts, audit, auth, background, config, db, health, plugins, siteSettings, clock } = host;
  const { accountMails, mail, notifications } = background;
  const { pluginUploads, siteUrl } = config;
  const services = {
    ...accounts,
    ...auth,
    audit,
    db,
    health,
    plugins,
    clock,
    siteUrl,
    notifications,
    accountMails,
    mail,
  };
  const loginCookies = new LoginCookies(auth.loginCookie, config.siteUrl);
  const cron = background.cron.control;
  const jobs = background.jobs.control;
  return [
    {
      owner: HOST_ROUTES,
      surface: 'wordpress',
      routes: wordpressRoutes({
        ...services,
        loginCookies,
        settings: siteSettings,
        cron,
        jobs,
        pluginUploads,
      }),
    },
    { owner: HOST_ROUTES, surface: 'hosting', routes: hostingRoutes(services) },
    { owner: HOST_ROUTES, surface: 'ops', routes: opsRoutes(services) },
    { owner: HOST_ROUTES, surface: 'org', routes: orgRoutes({ ...services, webhooks: background.webhooks }) },
  ];
}

/** What lies outside the surfaces. */
export function hostPages(host: Host): Middleware {
  const { accounts, audit, auth, background, config, clock, plugins, siteSettings } = host;
  const site = pages({
    users: accounts.users,
    auth,
    audit,
    clock,
    siteUrl: config.siteUrl,
    facts: () => siteSettings.facts(),
    plugins,
    passwordReset: background.accountMails.passwordReset,
  });
  const oauth = oauthOf(host);
  return (ctx, next) => oauth(ctx, () => site(ctx, next));
}

function oauthOf({ accounts, audit, auth, background, config, db, log }: Host): Middleware {
  const { siteUrl } = config;
  return oauthPages({
    ...accounts,
    ...auth,
    db,
    log,
    audit,
    siteUrl,
    secrets: background.vault.owned('host.oauth'),
    visitors: new Visitors({ users: accounts.users, ...auth }),
    askToLogIn: (ctx) => askToLogIn(ctx, siteUrl),
  });
}
