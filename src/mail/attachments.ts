import type { Database } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import type { MailAttachment } from './mail.js';
import { attachments } from './mail-rows.js';

/** Of one mail, together. */
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_FILES = 20;
const TYPE = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+"-]+)*$/;

/** As the outbox keeps them until the mail has left. Throws `invalid`. */
export function attachmentRows(files: readonly MailAttachment[]) {
  const bytes = files.reduce((sum, { content }) => sum + content.byteLength, 0);
  if (files.length > MOST_FILES || bytes > MOST_BYTES) {
    refuse('attachments', 'max', 'A mail carries at most 20 files, and at most 10 MiB of them');
  }
  return files.map(({ filename, contentType, content }, index) => {
    const isName = filename.trim() !== '' && filename.length <= 200 && !/[\p{Cc}/\\]/u.test(filename);
    if (!isName)
      refuse(`attachments.${index}.filename`, 'pattern', 'A file name has no slashes and no line ends');
    if (!TYPE.test(contentType) || contentType.length > 120) {
      refuse(`attachments.${index}.contentType`, 'pattern', 'A content type looks like application/pdf');
    }
    return { filename, contentType, content: content.toString('base64') };
  });
}

export async function attachmentsOf(db: Database, mailId: number): Promise<readonly MailAttachment[]> {
  const rows = await db.site(attachments).where({ mailId }).orderBy('id').all();
  return rows.map(({ filename, contentType, content }) => ({
    filename,
    contentType,
    content: Buffer.from(content, 'base64'),
  }));
}

function refuse(field: string, rule: string, message: string): never {
  throw new ProblemError('invalid', message, { details: [{ field, rule, message }] });
}
