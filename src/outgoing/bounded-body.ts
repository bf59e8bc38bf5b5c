import type { Dispatcher } from 'undici';
import { OutgoingError } from './outgoing.js';

export interface BoundedBody {
  readonly body: Uint8Array;
  /** More would have come, and was not taken. */
  readonly cut: boolean;
}

/** Reads at most so many bytes as they come, not decoded; what is beyond ends the connection. */
export async function boundedBody(
  { body }: Dispatcher.ResponseData,
  maxBytes: number,
  beyond: 'fail' | 'cut',
): Promise<BoundedBody> {
  const chunks: Buffer[] = [];
  let room = maxBytes;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, room));
    room -= chunk.length;
    // Leaving the loop destroys the stream and its connection.
    if (room < 0) break;
  }
  if (room < 0 && beyond === 'fail') {
    throw new OutgoingError('too_large', `The answer is larger than ${maxBytes} bytes`);
  }
  return { body: Buffer.concat(chunks), cut: room < 0 };
}
