import type { AccountMails } from '../../account-mails/create-account-mails.js';
import type { Memberships } from '../../accounts/memberships.js';
import type { Organizations } from '../../accounts/organizations.js';
import type { Users } from '../../accounts/users.js';
import type { ApiKeyRotation } from '../../auth/api-key-rotation.js';
import type { ApiKeyUsage } from '../../auth/api-key-usage.js';
import type { ApiKeys } from '../../auth/api-keys.js';
import type { Sessions } from '../../auth/sessions.js';
import type { SignIn } from '../../auth/sign-in.js';
import type { Tokens } from '../../auth/tokens.js';
import type { Clock } from '../../clock.js';
import type { Health } from '../../health/health.js';
import type { NotificationsRoom } from '../../notifications/create-notifications.js';

/** What the host's operations on the ops surface stand on. */
export interface OpsServices {
  readonly health: Health;
  readonly accountMails: AccountMails;
  readonly users: Users;
  readonly memberships: Memberships;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  readonly apiKeyRotation: ApiKeyRotation;
  readonly apiKeyUsage: ApiKeyUsage;
  readonly organizations: Organizations;
  readonly clock: Clock;
  readonly notifications: NotificationsRoom;
}
