import test from 'ava';
import { createOutgoing } from '../../src/outgoing/create-outgoing.js';
import { isPublicAddress } from '../../src/outgoing/public-address.js';
import { OutgoingError } from '../../src/plugin-api.js';

const INTERNAL = [
  '0.0.0.0',
  '0.1.2.3',
  '10.1.2.3',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.8.9.1',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::8.8.8.8',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:808:808::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];
const PUBLIC = [
  '8.8.8.8',
  '93.184.216.34',
  '172.32.0.1',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
];

test('knows internal addresses of every family, also inside others', (t) => {
  for (const address of INTERNAL) t.false(isPublicAddress(address), address);
  for (const address of PUBLIC) t.true(isPublicAddress(address), address);
  t.false(isPublicAddress('no address'));
});

const refuse = createOutgoing({
  allow: [],
  resolve: () => Promise.reject(new Error('nothing is looked up')),
});

for (const host of [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '%31%32%37.0.0.1',
  '①②⑦.⓪.⓪.①',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '169.254.169.254',
  '0',
]) {
  test(`refuses http://${host}/ before anything is looked up or sent`, async (t) => {
    const error = await t.throwsAsync(refuse.request({ url: `http://${host}/` }), {
      instanceOf: OutgoingError,
    });
    t.is(error?.fault, 'refused');
    t.throws(() => refuse.check(`http://${host}/`), { instanceOf: OutgoingError });
  });
}

for (const url of [
  '',
  'example.com',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'http://',
  'https://user@example.com/',
  'https://user:secret@example.com/',
  'https://1.2.3.256/',
  `https://example.com/${'a'.repeat(2000)}`,
]) {
  test(`does not take ${url.slice(0, 40) || 'nothing'} for an address to call`, async (t) => {
    const error = await t.throwsAsync(refuse.request({ url }), { instanceOf: OutgoingError });
    t.is(error?.fault, 'bad_url');
  });
}

test('refuses ports of other protocols', (t) => {
  for (const port of [1, 22, 25, 110, 587, 1023]) {
    t.throws(() => refuse.check(`https://example.com:${port}/`), { message: new RegExp(`Port ${port}`) });
  }
  for (const port of ['', ':80', ':443', ':1024', ':8443'])
    t.notThrows(() => refuse.check(`https://example.com${port}/`));
});

test('says whether an address is safe and trusted', (t) => {
  const { check } = {
    check: (url: string) => createOutgoing({ allow: ['10.0.0.0/8', 'hooks.internal'] }).check(url),
  };
  t.deepEqual(check('http://10.2.3.4:99/'), { secure: false, trusted: true });
  t.deepEqual(check('http://hooks.INTERNAL./'), { secure: false, trusted: true });
  t.deepEqual(check('http://[::ffff:10.2.3.4]/'), { secure: false, trusted: true });
  t.deepEqual(check('https://example.com/'), { secure: true, trusted: false });
  t.throws(() => check('http://11.0.0.1.hooks.internal:22/'));
});
