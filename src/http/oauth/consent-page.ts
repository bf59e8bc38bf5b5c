import type { Context } from 'koa';
import type { Grant, Interaction, Provider } from 'oidc-provider';
import type { Memberships } from '../../accounts/memberships.js';
import type { Organization, Organizations } from '../../accounts/organizations.js';
import type { Audit } from '../../audit/audit.js';
import type { OAuthClient, OAuthClients } from '../../auth/oauth/clients.js';
import type { OAuthRecords } from '../../auth/oauth/records.js';
import type { ScopeRegistry } from '../../auth/scope-registry.js';
import { readForm } from '../pages/form.js';
import { isCrossSite } from '../pages/origin.js';
import type { Visitor, Visitors } from '../pages/visitor.js';
import { ProblemError } from '../problem.js';
import { showConsentForm } from './consent-form.js';

export interface ConsentNeeds {
  readonly server: () => Promise<Provider>;
  readonly oauthClients: OAuthClients;
  readonly oauthRecords: OAuthRecords;
  readonly scopes: ScopeRegistry;
  readonly memberships: Memberships;
  readonly organizations: Organizations;
  readonly visitors: Visitors;
  readonly audit: Audit;
  readonly siteUrl: string;
  readonly askToLogIn: (ctx: Context) => void;
}

/** One authorisation under way, and who is asked. */
interface Asked {
  readonly interaction: Interaction;
  readonly visitor: Visitor;
  readonly client: OAuthClient;
  /** Of those that the program asked for what it may have, by name. */
  readonly scopes: readonly string[];
  readonly organizations: readonly Organization[];
}

/** Where somebody says whether a program may act for them, and in which organisation. */
export class ConsentPage {
  constructor(private readonly needs: ConsentNeeds) {}

  async ask(ctx: Context): Promise<void> {
    const asked = await this.asked(ctx);
    if (!asked) return this.needs.askToLogIn(ctx);
    const nonce = this.needs.visitors.nonce(actionOf(asked), asked.visitor);
    const redirectUri = String(asked.interaction.params.redirect_uri);
    const { scopes: registry } = this.needs;
    const scopes = registry.list().filter(({ name }) => asked.scopes.includes(name));
    showConsentForm(ctx, { ...asked, login: asked.visitor.user.login, scopes, nonce, redirectUri });
  }

  /** Fields `decision` (allow, deny), `organization`, `_wpnonce`. Goes back to the program either way. */
  async decide(ctx: Context): Promise<void> {
    const { server, siteUrl, visitors } = this.needs;
    const asked = await this.asked(ctx);
    const form = await readForm(ctx);
    const nonce = form.get('_wpnonce') ?? '';
    if (!asked || isCrossSite(ctx, siteUrl) || !visitors.verifies(nonce, actionOf(asked), asked.visitor)) {
      throw new ProblemError(
        'forbidden',
        'This form is out of date. Go back to the application and try again.',
      );
    }
    const result = form.get('decision') === 'allow' ? await this.allow(asked, form) : DENIED;
    const provider = await server();
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    ctx.status = 303;
  }

  /** Undefined: nobody has signed in. */
  private async asked(ctx: Context): Promise<Asked | undefined> {
    const { memberships, oauthClients, organizations, server, visitors } = this.needs;
    const visitor = await visitors.of(ctx);
    if (!visitor) return undefined;
    const interaction = await underWay(await server(), ctx);
    const found = await oauthClients.find(String(interaction.params.client_id));
    if (!found) throw ended();
    const offered = oauthClients.offered(found.client.scopes);
    const wanted = wantedOf(interaction);
    const belongs = await memberships.of(visitor.user.id);
    const all = await Promise.all(belongs.map(({ orgId }) => organizations.byId(orgId)));
    return {
      interaction,
      visitor,
      client: found.client,
      scopes: offered.filter((scope) => wanted.includes(scope)),
      organizations: all.filter((each) => each !== undefined),
    };
  }

  private async allow(asked: Asked, form: URLSearchParams) {
    const { audit, oauthRecords } = this.needs;
    const { client, organizations, scopes, visitor } = asked;
    const organization = organizations.find(({ publicId }) => publicId === form.get('organization'));
    if (!organization)
      throw new ProblemError('invalid', 'Choose one of your organisations.', { field: 'organization' });
    const accountId = visitor.user.publicId;
    const grantId = await (await this.grant(asked, accountId)).save();
    await oauthRecords.actIn(grantId, organization.id);
    const actor = { ...visitor.principal, orgId: organization.id };
    const changes = { name: client.name, scopes };
    await audit.record(actor, {
      action: 'oauth_client.authorized',
      entityType: 'oauth_client',
      entityId: client.clientId,
      changes,
    });
    return { login: { accountId, remember: false }, consent: { grantId } };
  }

  private async grant({ client, interaction, scopes }: Asked, accountId: string): Promise<Grant> {
    const provider = await this.needs.server();
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    const wanted = wantedOf(interaction);
    const own = ['openid', 'offline_access'].filter((scope) => wanted.includes(scope));
    if (own.length > 0) grant.addOIDCScope(own.join(' '));
    if (scopes.length > 0) grant.addResourceScope(this.needs.siteUrl, scopes.join(' '));
    return grant;
  }
}

const DENIED = { error: 'access_denied', error_description: 'the person said no' };

function actionOf({ interaction }: Asked): string {
  return `oauth-consent ${interaction.uid}`;
}

/** All scopes that the program asked for. */
function wantedOf({ params }: Interaction): string[] {
  return String(params.scope ?? '').split(' ');
}

async function underWay(provider: Provider, ctx: Context): Promise<Interaction> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode === 400) throw ended();
    throw error;
  });
  if (interaction.uid !== ctx.path.split('/').at(-1)) throw ended();
  return interaction;
}

function ended(): ProblemError {
  return new ProblemError('invalid', 'This has taken too long. Go back to the application and try again.');
}
