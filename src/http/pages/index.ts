import type { Context, Middleware } from 'koa';
import type { PasswordReset } from '../../account-mails/password-reset.js';
import type { Users } from '../../accounts/users.js';
import type { Audit } from '../../audit/audit.js';
import type { AuthRooms } from '../../auth/create-auth.js';
import type { Clock } from '../../clock.js';
import type { PluginManager } from '../../plugins/plugin-manager.js';
import { discoveryLink, setNoCache } from '../wordpress/edge.js';
import { AdminPage, askToLogIn } from './admin-page.js';
import { AuthorizeApplication } from './authorize-application.js';
import { type FrontPageFacts, showFrontPage } from './front-page.js';
import { Login } from './login.js';
import { LoginCookies } from './login-cookies.js';
import { Logout } from './logout.js';
import { LostPassword } from './lost-password.js';
import { isCrossSite } from './origin.js';
import { PluginsPage } from './plugins-page.js';
import { showProblem } from './problem-page.js';
import { Visitors } from './visitor.js';

export interface PageServices {
  readonly users: Users;
  readonly auth: AuthRooms;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly siteUrl: string;
  readonly facts: () => Promise<FrontPageFacts>;
  readonly plugins: PluginManager;
  readonly passwordReset: PasswordReset;
}

type Answer = (ctx: Context) => void | Promise<void>;

/** The pages for people: front page, login and logout, and where they arrive; and the nonce for the scripts in them. */
export function pages(services: PageServices): Middleware {
  const table = pageTable(services);
  return async (ctx, next) => {
    const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
    const answer = table[`${method} ${ctx.path}`];
    if (!answer) return next();
    try {
      await answer(ctx);
    } catch (error) {
      showProblem(ctx, error);
    }
  };
}

function pageTable(services: PageServices): Readonly<Record<string, Answer>> {
  const { audit, auth, clock, facts, passwordReset, plugins, siteUrl, users } = services;
  const siteTitle = async () => (await facts()).name;
  const cookies = new LoginCookies(auth.loginCookie, siteUrl);
  const visitors = new Visitors({ users, ...auth });
  const login = new Login({ ...auth, audit, clock, cookies, siteUrl, siteTitle });
  const logout = new Logout({ visitors, sessions: auth.sessions, cookies, siteUrl, siteTitle });
  const admin = new AdminPage({ visitors, logout, plugins: () => plugins.list(), siteUrl, siteTitle });
  const switches = new PluginsPage({ visitors, plugins, siteUrl });
  const application = new AuthorizeApplication({
    visitors,
    passwords: auth.applicationPasswords,
    siteUrl,
    askToLogIn: (ctx) => askToLogIn(ctx, siteUrl),
  });

  const front: Answer = async (ctx) => showFrontPage(ctx, siteUrl, await facts());
  const lost = new LostPassword({ passwordReset, siteUrl });
  const loginPage: Record<string, Answer> = {
    logout: (ctx) => logout.run(ctx),
    lostpassword: (ctx) => lost.ask(ctx),
    retrievepassword: (ctx) => lost.ask(ctx),
    rp: (ctx) => lost.choose(ctx),
    resetpass: (ctx) => lost.choose(ctx),
  };
  const loginForm: Record<string, Answer> = {
    lostpassword: (ctx) => lost.request(ctx),
    retrievepassword: (ctx) => lost.request(ctx),
    rp: (ctx) => lost.reset(ctx),
    resetpass: (ctx) => lost.reset(ctx),
  };
  const byAction = (answers: Readonly<Record<string, Answer>>, otherwise: Answer) =>
    uncached((ctx) => {
      const action = typeof ctx.query.action === 'string' ? ctx.query.action : '';
      const answer = Object.hasOwn(answers, action) ? answers[action] : undefined;
      return (answer ?? otherwise)(ctx);
    });
  const ajax = uncached((ctx) => answerAjax(ctx, siteUrl, visitors));
  return {
    'GET /': front,
    'GET /wp-login.php': byAction(loginPage, (ctx) => login.showForm(ctx)),
    'POST /wp-login.php': byAction(loginForm, (ctx) => login.submit(ctx)),
    'GET /wp-admin': uncached((ctx) => admin.show(ctx)),
    'GET /wp-admin/': uncached((ctx) => admin.show(ctx)),
    'GET /wp-admin/index.php': uncached((ctx) => admin.show(ctx)),
    'GET /wp-admin/plugins.php': uncached((ctx) => switches.show(ctx)),
    'POST /wp-admin/plugins.php': uncached((ctx) => switches.submit(ctx)),
    'GET /wp-admin/authorize-application.php': uncached((ctx) => application.ask(ctx)),
    'POST /wp-admin/authorize-application.php': uncached((ctx) => application.approve(ctx)),
    'GET /wp-admin/admin-ajax.php': ajax,
    'POST /wp-admin/admin-ajax.php': ajax,
  };

  /** Made for one visitor at one moment; and from everywhere the API can be found. */
  function uncached(answer: Answer): Answer {
    return (ctx) => {
      setNoCache(ctx);
      ctx.append('Link', discoveryLink(siteUrl));
      return answer(ctx);
    };
  }
}

/** `?action=rest-nonce` as bare text; whatever else is asked is `0`. */
async function answerAjax(ctx: Context, siteUrl: string, visitors: Visitors): Promise<void> {
  const visitor = isCrossSite(ctx, siteUrl) ? undefined : await visitors.of(ctx);
  const isKnown = ctx.query.action === 'rest-nonce' && visitor !== undefined;
  ctx.type = 'text/html; charset=UTF-8';
  ctx.set('X-Robots-Tag', 'noindex');
  ctx.body = isKnown ? visitors.restNonce(visitor) : '0';
  ctx.status = isKnown ? 200 : 400;
}
