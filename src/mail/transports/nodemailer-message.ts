import type { Message } from './transport.js';

/** The same as nodemailer takes it: nothing in it may name a file or an address to fetch from. */
export function nodemailerMessage(message: Message) {
  const { from, to, cc, replyTo, subject, html, text, attachments, messageId, date } = message;
  return {
    from,
    to,
    cc: [...cc],
    ...(replyTo ? { replyTo } : {}),
    subject,
    html,
    text,
    messageId,
    date,
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: attachments.map(({ filename, contentType, content }) => ({
      filename,
      contentType,
      content,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
