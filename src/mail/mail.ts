/** A mail that a plugin sends: Liquid inside MJML. The text part is made of the HTML. */
export interface MailTemplate {
  /** `<plugin>.<mail>` */
  readonly name: string;
  readonly title: string;
  /** Liquid. */
  readonly subject: string;
  readonly mjml: string;
  /** Values for the preview, and for checking the template when it is loaded: every variable that it uses. */
  readonly sample: Readonly<Record<string, unknown>>;
}

export interface MailAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface OutgoingMail {
  readonly template: string;
  /** An address, or `Name <address>`. */
  readonly to: string;
  readonly cc?: readonly string[];
  readonly replyTo?: string;
  /** Who writes, before the address of the site: an organisation to its customers. Default: the site's. */
  readonly senderName?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** In place of the template's subject; Liquid as well. */
  readonly subject?: string;
  readonly attachments?: readonly MailAttachment[];
  /** A second mail with the same template and key is not made, and the first one's id is answered; for 90 days. */
  readonly key?: string;
  /** Variables that never stand in the log or in an answer: links that open something. */
  readonly secrets?: readonly string[];
}

/** Mail leaves after the transaction that causes it has committed, at least once, with a fixed Message-ID. */
export interface Mailer {
  /** `orgId` null: of the site as a whole. Joins the transaction in progress. Answers the mail's public id. */
  send(orgId: number | null, mail: OutgoingMail): Promise<string>;
  /**
   * Throws, naming `to` or `cc`, where `send` would refuse them, and where `to` takes no mail of this site: before
   * something is done that only a mail makes sense of.
   */
  assertTakes(to: string, cc?: readonly string[]): Promise<void>;
}
