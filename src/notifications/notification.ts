export interface NewNotification {
  /** Machine word, `<plugin>.<what>`: `webhooks.paused`. */
  readonly type: string;
  readonly title: string;
  readonly message: string;
  /** Path of the site or an absolute address. */
  readonly link?: string;
  readonly priority?: 'low' | 'normal' | 'high';
  readonly data?: Readonly<Record<string, unknown>>;
  /** Also by mail. Default false. */
  readonly mail?: boolean;
}

/** Told to people in the site, and by mail if wanted. Joins the transaction in progress. */
export interface Notifications {
  /** Answers the public id. */
  notify(
    recipient: { readonly userId: number; readonly orgId: number | null },
    note: NewNotification,
  ): Promise<string>;
  /** All members of the organisation whose role has this scope. */
  notifyHolders(orgId: number, scope: string, note: NewNotification): Promise<void>;
}
