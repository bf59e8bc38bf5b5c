import type { MailAddress } from '../addresses.js';
import type { MailAttachment } from '../mail.js';

/** A mail as it is handed over. */
export interface Message {
  readonly publicId: string;
  readonly messageId: string;
  /** Of the mail, not of the attempt: a repeat is the same mail. */
  readonly date: Date;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly cc: readonly MailAddress[];
  readonly replyTo: MailAddress | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly MailAttachment[];
}

/** What the receiving side said. */
export interface Receipt {
  readonly code: number | null;
  readonly answer: string;
  /** Addresses refused for good while others were accepted. */
  readonly refused: readonly Refusal[];
}

export interface Refusal {
  readonly address: string;
  readonly code: number;
  readonly answer: string;
  /** The address itself is at fault, and not what this site sends or from where. */
  readonly ofAddress: boolean;
}

/** It was not handed over. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';

  constructor(
    message: string,
    readonly code: number | null,
    /** Another attempt could not help. */
    readonly permanent: boolean,
    readonly refused: readonly Refusal[] = [],
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The way out of the site. */
export interface Transport {
  /** Throws `NotDelivered`. Settles within its own time-outs, and at once when the signal is aborted. */
  deliver(message: Message, signal: AbortSignal): Promise<Receipt>;
  close(): Promise<void>;
}
