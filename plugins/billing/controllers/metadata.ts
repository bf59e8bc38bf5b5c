import { invalid } from '#host';

const MAX_BYTES = 16_384;

/** Anything that JSON can say, 16 KiB in all. It is kept with the transaction and answered with it. */
export interface Metadata {
  [name: string]: unknown;
}

export function boundedMetadata(metadata: Metadata | undefined): Metadata | null {
  if (metadata === undefined) return null;
  if (Buffer.byteLength(JSON.stringify(metadata)) <= MAX_BYTES) return metadata;
  throw invalid('metadata', 'max_length', `metadata must be at most ${MAX_BYTES} bytes of JSON`);
}
