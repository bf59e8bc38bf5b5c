import type { Context } from 'koa';
import type { Organization } from '../../accounts/organizations.js';
import type { OAuthClient } from '../../auth/oauth/clients.js';
import type { DeclaredScope } from '../../auth/scope-registry.js';
import { type Html, html } from '../pages/html.js';
import { show } from '../pages/layout.js';
import { allowFormsTo } from '../security-headers.js';

export interface ConsentForm {
  readonly client: OAuthClient;
  readonly login: string;
  readonly scopes: readonly DeclaredScope[];
  readonly organizations: readonly Organization[];
  readonly nonce: string;
  readonly redirectUri: string;
}

export function showConsentForm(ctx: Context, form: ConsentForm): void {
  const { client, login, scopes, nonce, redirectUri } = form;
  allowLeavingTo(ctx, redirectUri);
  const items = scopes.map(
    ({ name, description }) => html`<li>${description} <code>${name}</code></li>
`,
  );
  show(ctx, {
    title: 'Authorize an application',
    main: html`<p><strong id="client-name">${client.name}</strong> asks to act for you, <strong>${login}</strong>.
It will be able to, as far as your own role allows:</p>
<ul id="scopes">
${items}</ul>
<form method="post" action="${ctx.path}">
${organizationField(form.organizations)}
<input type="hidden" name="_wpnonce" value="${nonce}">
<p>You will be led back to <strong>${placeOf(redirectUri)}</strong>.</p>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  });
}

function organizationField(organizations: readonly Organization[]): Html {
  const [only, ...others] = organizations;
  if (!only) return html`<p class="error" role="alert">You belong to no organisation.</p>`;
  if (others.length === 0)
    return html`<p>It will act in <strong>${only.name}</strong>.</p>
<input type="hidden" name="organization" value="${only.publicId}">`;
  const options = organizations.map(
    ({ publicId, name }) => html`<option value="${publicId}">${name}</option>
`,
  );
  return html`<label for="organization">It will act in</label>
<select name="organization" id="organization">
${options}</select>`;
}

/** The way that the form leads ends at the program. */
function allowLeavingTo(ctx: Context, redirectUri: string): void {
  const { origin, protocol } = new URL(redirectUri);
  allowFormsTo(ctx, [origin === 'null' ? protocol : origin]);
}

function placeOf(redirectUri: string): string {
  const { host, protocol } = new URL(redirectUri);
  return host === '' ? protocol : host;
}
