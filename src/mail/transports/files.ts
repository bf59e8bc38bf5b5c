import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { nodemailerMessage } from './nodemailer-message.js';
import type { Message, Receipt, Transport } from './transport.js';

/** Without a mail server: `.eml` files in a folder, that mail programs open. A repeat writes the same file. */
export class FileTransport implements Transport {
  private readonly writer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(private readonly folder: string) {}

  async deliver(message: Message): Promise<Receipt> {
    const { message: bytes } = await this.writer.sendMail(nodemailerMessage(message));
    await mkdir(this.folder, { recursive: true });
    const name = `${message.date.toISOString().replaceAll(':', '-')}-${message.publicId}.eml`;
    await this.write(join(this.folder, name), bytes as Buffer);
    return { code: null, answer: `Written to ${name}`, refused: [] };
  }

  async close(): Promise<void> {}

  /** Whoever looks into the folder sees whole files. */
  private async write(path: string, bytes: Buffer): Promise<void> {
    const draft = `${path}.${randomUUID()}.part`;
    try {
      await writeFile(draft, bytes, { mode: 0o600, flush: true });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }
}
