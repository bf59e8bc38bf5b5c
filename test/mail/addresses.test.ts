import test from 'ava';
import { mailable } from '../../src/mail/addresses.js';

test('mails can be sent to one address, with or without a name', (t) => {
  for (const address of [
    'ada@example.test',
    "o'brien@example.test",
    'ä+b@example.test',
    'Ada <ada@example.test>',
  ])
    t.is(mailable(address), address);
});

test('what is no single address takes no mail', (t) => {
  const unfit = ['ada,bob@example.test', 'a;b@example.test', 'ada@', 'ada@example.', 'ada@example..test'];
  for (const text of [null, '', ...unfit, 'a\r\nBcc: b@c.test', `${'a'.repeat(190)}@example.test`])
    t.is(mailable(text), null, String(text));
});
