export type NotificationLevel = 'info' | 'success' | 'warning' | 'error';
export type NotificationPriority = 'low' | 'normal' | 'high';

export interface NewNotification {
  /** Machine word, `<plugin>.<what>`: `webhooks.paused`. At most 120 characters. */
  readonly type: string;
  /** One line, 1 to 200 characters. */
  readonly title: string;
  /** 1 to 5,000 characters, plain text. */
  readonly message: string;
  /** Path of the site (`/wp-admin/…`) or an absolute http address. */
  readonly link?: string;
  /** Default `info`. */
  readonly level?: NotificationLevel;
  /** Default `normal`. */
  readonly priority?: NotificationPriority;
  /** JSON, at most 16 KiB; no secrets. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Also by mail, unless the user wants none. Default false. */
  readonly mail?: boolean;
}

/** Told to people in the site, and by mail if wanted. Joins the transaction in progress. */
export interface Notifications {
  /** Answers the public id. `orgId` null: of the site as a whole; shown where the user is by default. */
  notify(
    recipient: { readonly userId: number; readonly orgId: number | null },
    note: NewNotification,
  ): Promise<string>;
  /** All members of the organisation whose role has this scope. */
  notifyHolders(orgId: number, scope: string, note: NewNotification): Promise<void>;
}
