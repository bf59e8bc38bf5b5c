import { type HostRequest, type Principal, ProblemError, principalOf } from '#host';
import type { Users } from '../../accounts/users.js';
import type { SignIn } from '../../auth/sign-in.js';
import { stateOf } from '../../http/state.js';
import type { PluginInfo } from '../../plugins/plugin-info.js';
import type { PluginManager } from '../../plugins/plugin-manager.js';
import type { PluginUpload } from './plugin-parameters.js';

export interface PluginUploadNeeds {
  readonly plugins: PluginManager;
  readonly users: Users;
  readonly signIn: SignIn;
  /** PLUGIN_UPLOADS */
  readonly enabled: boolean;
}

/** Where packages are received: code comes in here, so whoever sends it must be there with their password. */
export class PluginUploads {
  constructor(private readonly needs: PluginUploadNeeds) {}

  async receive(request: HostRequest, body: PluginUpload): Promise<PluginInfo> {
    const actor = principalOf(request);
    this.assertAllowed(actor);
    const archive = request.upload ?? decoded(body.package);
    await this.confirm(request, actor, body.password);
    const installed = await this.needs.plugins.install(archive, actor);
    return body.status === 'active' ? this.needs.plugins.activate(installed.name, actor) : installed;
  }

  private assertAllowed({ credential }: Principal): void {
    if (!this.needs.enabled) {
      throw new ProblemError('forbidden', 'This site takes no uploads of plugins (PLUGIN_UPLOADS is off).', {
        reason: 'rest_plugin_uploads_off',
      });
    }
    if (credential.kind === 'session' || credential.kind === 'application-password') return;
    throw new ProblemError(
      'forbidden',
      'Plugins are uploaded by people: sign in, or use an application password.',
      {
        reason: 'rest_cannot_manage_plugins',
      },
    );
  }

  /** Counted like a sign-in: a stolen cookie must not become a way to try passwords. */
  private async confirm(request: HostRequest, actor: Principal, sent: string | undefined): Promise<void> {
    const password = sent ?? request.get('x-koapress-password');
    if (password === '') {
      const message = 'password is required: send yours once more';
      throw new ProblemError('invalid', message, {
        details: [{ field: 'password', message, rule: 'required' }],
      });
    }
    const user = await this.needs.users.get(actor.userId ?? 0);
    await this.needs.signIn.byPassword(user.login, password, stateOf(request.ctx).address);
  }
}

function decoded(text: string): Buffer {
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  const message = 'package must be a file, or the bytes of one as base64';
  throw new ProblemError('invalid', message, { details: [{ field: 'package', message, rule: 'format' }] });
}
