import type { Page, Principal } from '#host';
import type { Listing } from './listing.js';
import type { ReplyAuthor } from './tickets.js';

/** What was written about an order. */
export interface Message {
  readonly id: number;
  readonly publicId: string;
  readonly orderId: number;
  /** HTML of a few harmless elements, or plain text. */
  readonly body: string;
  /** Not for the client's eyes. */
  readonly internal: boolean;
  readonly author: ReplyAuthor;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface MessageValues {
  readonly orderId: number;
  readonly body: string;
  /** Default: false. Needs `messages:internal`. */
  readonly internal?: boolean;
}

export interface MessageFilter extends Listing<'created_at'> {
  readonly orderId: number;
}

/** Who has not `messages:internal` neither sees nor counts the internal ones. */
export interface Messages {
  /** Oldest first by default. */
  list(actor: Principal, filter: MessageFilter): Promise<Page<Message>>;
  send(actor: Principal, values: MessageValues): Promise<Message>;
}
