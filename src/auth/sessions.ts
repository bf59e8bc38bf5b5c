import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';
import { newPublicId } from '../public-id.js';
import type { CredentialCache } from './credential-cache.js';
import type { LoginCookie } from './login-cookie.js';
import type { Principal } from './principal.js';
import { randomText, sha256 } from './secrets.js';

/** `cookie`: a browser; `jwt`: a program with access and refresh tokens. */
export type SessionKind = 'cookie' | 'jwt';

/** One sign-in that has not ended. The token itself is never kept. */
export interface Session {
  readonly id: number;
  readonly publicId: string;
  readonly userId: number;
  readonly kind: SessionKind;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

interface SessionRow extends Session {
  readonly tokenHash: string;
}

/** From where somebody signs in. */
export interface ClientFacts {
  readonly address?: string;
  readonly userAgent?: string;
}

export interface StartedSession {
  readonly session: Session;
  /** Part of nonces; in the cookie. */
  readonly token: string;
  /** Value of the login cookie, before URL encoding. */
  readonly cookieValue: string;
  /** End of the session. */
  readonly expires: Date;
  /** Seconds for `Max-Age`, 12 hours longer than the session as in WordPress; null: until the browser closes. */
  readonly cookieMaxAge: number | null;
}

export interface CookieSession {
  readonly session: Session;
  readonly token: string;
}

const sessions = siteTable<SessionRow>('kp_sessions', { instants: ['createdAt', 'expiresAt'] });

const DAY_MS = 86_400_000;
const GRACE_SECONDS = 43_200;

/** Sign-ins, kept hashed in the database. */
export class Sessions {
  private readonly listeners: ((session: Session) => Promise<void>)[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cookie: LoginCookie,
    private readonly cache: CredentialCache,
  ) {}

  /** Told inside the transaction that opens one. */
  onOpened(listener: (session: Session) => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** For a browser: two days, fourteen with `remember`. */
  async start(
    user: { readonly id: number; readonly login: string },
    { remember = false, ...client }: ClientFacts & { readonly remember?: boolean },
  ): Promise<StartedSession> {
    const lifetime = (remember ? 14 : 2) * DAY_MS;
    const { session, token } = await this.open(user.id, 'cookie', lifetime, client);
    const expires = session.expiresAt;
    const cookieValue = this.cookie.write({ login: user.login, expires, token });
    return {
      session,
      token,
      cookieValue,
      expires,
      cookieMaxAge: remember ? lifetime / 1000 + GRACE_SECONDS : null,
    };
  }

  async open(
    userId: number,
    kind: SessionKind,
    lifetime: number,
    client: ClientFacts,
  ): Promise<CookieSession> {
    const token = randomText(43);
    const now = this.clock.now();
    // Whole seconds: the cookie says no more.
    const expiresAt = new Date(Math.ceil((now.getTime() + lifetime) / 1000) * 1000);
    const row = {
      publicId: newPublicId(now),
      userId,
      kind,
      tokenHash: sha256(token),
      address: client.address?.slice(0, 45) ?? null,
      userAgent: client.userAgent?.slice(0, 255) ?? null,
      createdAt: now,
      expiresAt,
    };
    const session = await this.db.transaction(async () => {
      const opened = sessionOf({ id: await this.db.site(sessions).insert(row), ...row });
      for (const listener of this.listeners) await listener(opened);
      return opened;
    });
    return { session, token };
  }

  /** The live session of a login cookie's value, as it stood in the header. Costs one query. */
  async byCookie(value: string): Promise<(CookieSession & { readonly login: string }) | undefined> {
    const content = this.cookie.read(value);
    if (!content) return undefined;
    const row = await this.live({ tokenHash: sha256(content.token), kind: 'cookie' });
    return row && { session: sessionOf(row), token: content.token, login: content.login };
  }

  async byPublicId(publicId: string, kind: SessionKind): Promise<Session | undefined> {
    const row = await this.live({ publicId, kind });
    return row && sessionOf(row);
  }

  async byId(id: number): Promise<Session | undefined> {
    const row = await this.live({ id });
    return row && sessionOf(row);
  }

  /** Live ones, newest first. */
  async list(userId: number): Promise<Session[]> {
    const rows = this.db.site(sessions).where({ userId }).compare('expiresAt', '>', this.clock.now());
    return (await rows.orderBy('id', 'desc').all()).map(sessionOf);
  }

  async extend(id: number, expiresAt: Date): Promise<void> {
    await this.db.site(sessions).where({ id }).update({ expiresAt });
  }

  /** True when there was one to end. */
  async end(userId: number, publicId: string): Promise<boolean> {
    return (await this.remove({ userId, publicId })) > 0;
  }

  /** All of a user's, but one if it is named. Answers how many. */
  async endAll(userId: number, exceptPublicId?: string): Promise<number> {
    return this.remove({ userId }, exceptPublicId);
  }

  /** The same, written to the audit log: somebody asked for it. */
  async signOut(actor: Principal, { allDevices }: { readonly allDevices: boolean }): Promise<void> {
    if (actor.userId === null) return;
    const userId = actor.userId;
    await this.db.transaction(async () => {
      if (allDevices) await this.endAll(userId);
      else await this.end(userId, actor.credential.id);
      const action = allDevices ? 'user.signed_out_everywhere' : 'user.signed_out';
      await this.audit.record(actor, { action, entityType: 'user', entityId: userId });
    });
  }

  /** Rows that ended long ago. */
  async cleanUp(): Promise<void> {
    await this.db.site(sessions).compare('expiresAt', '<', this.clock.now()).delete();
  }

  private live(match: Partial<SessionRow>): Promise<SessionRow | undefined> {
    return this.db.site(sessions).where(match).compare('expiresAt', '>', this.clock.now()).first();
  }

  private async remove(match: Partial<SessionRow>, exceptPublicId?: string): Promise<number> {
    return this.db.transaction(async () => {
      let rows = this.db.site(sessions).where(match);
      if (exceptPublicId) rows = rows.compare('publicId', '<>', exceptPublicId);
      const count = await rows.delete();
      if (count > 0) await this.cache.changed();
      return count;
    });
  }
}

function sessionOf({ tokenHash, ...session }: SessionRow): Session {
  return session;
}
