import type { AuthorType, Message, ReplyAuthor } from '../../contract.js';
import type { Named } from '../../public-ids.js';
import type { Message as Html, PublicId } from '../params.js';

export interface AuthorView {
  type: AuthorType;
  /** Null for programs that belong to nobody, and for those who have left the organisation. */
  id: string | null;
  /** As it was when this was written. */
  name: string;
}

export interface MessageView {
  publicId: string;
  orderId: string;
  /** HTML of a few harmless elements, or plain text where it has no markup. */
  body: string;
  /** Not for the client's eyes. */
  internal: boolean;
  author: AuthorView;
  createdAt: Date;
  updatedAt: Date;
}

export interface MessageBody {
  orderId: PublicId;
  /**
   * Text, or HTML: scripts, styles, pictures, forms and handlers are taken out before it is kept. 422 where nothing
   * is left then.
   */
  body: Html;
  /** Default: false. Needs `messages:internal`. */
  internal?: boolean;
}

export function messageView({ id: _, ...message }: Message, orderId: string, user: Named): MessageView {
  return { ...message, orderId, author: authorView(message.author, user) };
}

export function authorView({ type, id, name }: ReplyAuthor, user: Named): AuthorView {
  return { type, id: user(id), name };
}
