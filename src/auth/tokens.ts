import { setTimeout } from 'node:timers/promises';
import type { User } from '../accounts/user.js';
import type { Users } from '../accounts/users.js';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import type { JwtSigner } from './jwt-signer.js';
import type { Principals } from './principals.js';
import { randomText, sha256 } from './secrets.js';
import type { ClientFacts, Session, Sessions } from './sessions.js';
import { hostPrincipal } from './system-principal.js';

interface RefreshTokenRow {
  readonly id: number;
  readonly sessionId: number;
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

const refreshTokens = siteTable<RefreshTokenRow>('kp_refresh_tokens', {
  instants: ['createdAt', 'expiresAt', 'usedAt'],
});

const ACCESS_SECONDS = 900;
const REFRESH_MS = 30 * 86_400_000;
/** How long the answer of a refresh is held back. */
const HOLD_MS = 100;

/** Shown once; the next refresh brings other ones. */
export interface TokenPair {
  readonly user: User;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

/** A live session and whose it is, by an access token. */
export interface TokenOwner {
  readonly user: User;
  readonly session: Session;
  readonly endsAt: number;
}

/** Access tokens of a quarter of an hour, bound to a session row, and refresh tokens that work once. */
export class Tokens {
  /** Hashes of refresh tokens whose answer has not left yet. */
  private readonly inFlight = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly principals: Principals,
    private readonly signer: JwtSigner,
  ) {}

  /** For somebody who has just shown who they are. */
  async issue(user: User, client: ClientFacts): Promise<TokenPair> {
    return this.db.transaction(async () => {
      const { session } = await this.sessions.open(user.id, 'jwt', REFRESH_MS, client);
      const actor = await this.principals.ofUser(user, { kind: 'jwt', id: session.publicId, scopes: null });
      await this.audit.record(actor, { action: 'user.signed_in', entityType: 'user', entityId: user.id });
      return this.pair(user, session);
    });
  }

  /** Undefined: a wrong or ended token. */
  async owner(accessToken: string): Promise<TokenOwner | undefined> {
    const claims = this.signer.verify(accessToken);
    if (!claims) return undefined;
    const session = await this.sessions.byPublicId(claims.sessionPublicId, 'jwt');
    const user = session && (await this.users.byId(session.userId));
    if (!session || user?.publicId !== claims.userPublicId) return undefined;
    return { user, session, endsAt: Math.min(claims.endsAt, session.expiresAt.getTime()) };
  }

  /**
   * A used token that comes again was stolen, or its thief was first: its session ends. Of several that come at
   * the same time one wins, and the others are only refused. To tell the two apart the winner's answer waits:
   * what arrives before it can be sent by nobody who has seen it.
   */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const tokenHash = sha256(refreshToken);
    if (this.inFlight.has(tokenHash)) refuse();
    this.inFlight.add(tokenHash);
    try {
      return await this.refreshAlone(tokenHash);
    } finally {
      this.inFlight.delete(tokenHash);
    }
  }

  async cleanUp(): Promise<void> {
    await this.db.site(refreshTokens).compare('expiresAt', '<', this.clock.now()).delete();
  }

  /** Alone in this process; another one may be at the same token. */
  private async refreshAlone(tokenHash: string): Promise<TokenPair> {
    const arrivedAt = this.clock.now();
    const row = await this.db.site(refreshTokens).where({ tokenHash }).first();
    if (!row || row.expiresAt <= arrivedAt) refuse();
    if (row.usedAt) {
      if (row.usedAt.getTime() + HOLD_MS < arrivedAt.getTime()) await this.endReused(row);
      refuse();
    }
    const pair = await this.db.transaction(() => this.use(row));
    await setTimeout(HOLD_MS + 1);
    return pair;
  }

  private async use(row: RefreshTokenRow): Promise<TokenPair> {
    const unused = this.db.site(refreshTokens).where({ id: row.id, usedAt: null });
    const won = await unused.update({ usedAt: this.clock.now() });
    const session = won > 0 ? await this.sessions.byId(row.sessionId) : undefined;
    const user = session && (await this.users.byId(session.userId));
    if (!session || !user) refuse();
    return this.pair(user, session);
  }

  private async pair(user: User, session: Session): Promise<TokenPair> {
    const refreshToken = randomText(43);
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + REFRESH_MS);
    const row = {
      sessionId: session.id,
      tokenHash: sha256(refreshToken),
      createdAt,
      expiresAt,
      usedAt: null,
    };
    await this.db.site(refreshTokens).insert(row);
    await this.sessions.extend(session.id, expiresAt);
    const claims = { userPublicId: user.publicId, sessionPublicId: session.publicId };
    const accessToken = this.signer.sign(claims, ACCESS_SECONDS);
    return { user, accessToken, refreshToken, expiresInSeconds: ACCESS_SECONDS };
  }

  private async endReused(row: RefreshTokenRow): Promise<void> {
    const session = await this.sessions.byId(row.sessionId);
    const user = session && (await this.users.byId(session.userId));
    if (!session || !user) return;
    await this.db.transaction(async () => {
      await this.sessions.end(user.id, session.publicId);
      if (user.defaultOrgId === null) return;
      const actor = hostPrincipal(user.defaultOrgId, 'refresh token reuse');
      const entry = { entityType: 'user', entityId: user.id, changes: { session: session.publicId } };
      await this.audit.record(actor, { action: 'user.session_ended_by_reuse', ...entry });
    });
  }
}

function refuse(): never {
  throw new ProblemError('bad_credentials', 'The refresh token is wrong, used or expired.', {
    reason: 'invalid_refresh_token',
  });
}
