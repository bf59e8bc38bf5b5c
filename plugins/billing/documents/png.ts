import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const unpack = promisify(inflate);
const HEADER = 33;
const FIRST_CHUNK = 8;
/** Length and type before the data of a chunk, a check sum after it. */
const CHUNK_HEAD = 8;
const CHUNK_TAIL = 4;
const LONGEST_SIDE = 4000;
/** Two thousand pixels square in colours with transparency: all documents of the site wait while it is unpacked. */
const MOST_UNPACKED = 16_100_000;
/** Numbers a pixel, by the kind of colours. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Refuses what is broken, and what is small in its file alone. */
export async function assertSmallPng(bytes: Buffer): Promise<void> {
  if (bytes.length < HEADER) throw new Error('The logo is a broken PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (Math.max(width, height) > LONGEST_SIDE)
    throw new Error(`The logo is larger than ${LONGEST_SIDE} pixels`);
  const bits = (bytes[24] ?? 0) * (CHANNELS[bytes[25] ?? 0] ?? 0);
  if ((width * height * bits) / 8 > MOST_UNPACKED) throw new Error('The logo has too many pixels');
  try {
    await unpack(Buffer.concat([...pixels(bytes)]), { maxOutputLength: MOST_UNPACKED });
  } catch (cause) {
    throw new Error('The logo is a broken PNG, or unpacks to far more than its pixels', { cause });
  }
}

/** What the file says of its pixels, packed. */
function* pixels(bytes: Buffer): Iterable<Buffer> {
  for (let at = FIRST_CHUNK; at + CHUNK_HEAD <= bytes.length; ) {
    const [start, length] = [at + CHUNK_HEAD, bytes.readUInt32BE(at)];
    if (bytes.toString('latin1', at + 4, start) === 'IDAT') yield bytes.subarray(start, start + length);
    at = start + length + CHUNK_TAIL;
  }
}
