import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

/** One entry as a hostile hand may write it. */
export interface RawEntry {
  readonly path: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'FIFO' | 'CharacterDevice';
  readonly linkpath?: string;
  readonly content?: string | Buffer;
}

const BLOCK = 512;

/** A `.tgz` of these entries, whatever they are. */
export function rawArchive(entries: readonly RawEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, type = 'File', linkpath, content = '' }) => {
    const bytes = Buffer.from(content);
    const block = Buffer.alloc(BLOCK);
    const facts = { path, type, linkpath, size: bytes.length, mode: 0o644, mtime: new Date(0) };
    new Header(facts).encode(block, 0);
    return [block, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

/** What every package needs, so that one thing alone is wrong with it. */
export function wholeBut(name: string, ...others: readonly RawEntry[]): Buffer {
  const about = JSON.stringify({ name, version: '1.0.0', type: 'module' });
  return rawArchive([
    { path: `${name}/package.json`, content: about },
    { path: `${name}/plugin.js`, content: 'export default {};' },
    ...others,
  ]);
}
