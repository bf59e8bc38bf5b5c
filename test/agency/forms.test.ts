import test, { type ExecutionContext } from 'ava';
import { databases } from '../support/databases.js';
import { type Answer, type Sent, type Site, startSite } from '../support/site.js';

const FORMS = '/api/v1/forms';

const CONTACT = {
  type: 'object',
  properties: {
    who: { type: 'string', maxLength: 300 },
    mail: { type: 'string', format: 'email' },
    age: { type: 'integer', minimum: 18 },
    color: { enum: ['red', 'blue'] },
    address: {
      type: 'object',
      properties: { city: { type: 'string', pattern: '^[A-Z]' } },
      required: ['city'],
    },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' }, maxItems: 3 },
    homepage: { type: 'string' },
  },
  required: ['who', 'mail'],
  additionalProperties: false,
  $defs: { tag: { type: 'string', minLength: 2 } },
};

for (const database of databases) {
  const { engine } = database;
  let site: Site;
  let key: string;

  test.before(async () => {
    site = await startSite(database, { trustProxy: ['127.0.0.1/32', '::1/128'] });
    key = await site.key('org', ['*']);
  });
  test.after.always(() => site?.stop());

  const send = (path: string, sent: Sent = {}): Promise<Answer> => site.request(path, { auth: key, ...sent });
  const make = async (body: object): Promise<{ publicId: string; version: number }> => {
    const answer = await send(FORMS, { method: 'POST', body: { name: 'Contact', schema: CONTACT, ...body } });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.data;
  };
  const submit = (publicId: string, data: unknown, from = '203.0.113.1'): Promise<Answer> =>
    site.request(`/api/forms/${publicId}/submit`, {
      method: 'POST',
      body: { data },
      headers: { 'x-forwarded-for': from },
    });
  const submissions = async (publicId: string) => (await send(`${FORMS}/${publicId}/submissions`)).body;
  const clients = async (email: string) =>
    (await send(`/api/v1/clients?search=${encodeURIComponent(email)}`)).body.data;
  const details = (answer: Answer) =>
    Object.fromEntries(
      (answer.body.error.details as { field: string; rule: string }[]).map(({ field, rule }) => [
        field,
        rule,
      ]),
    );
  const refused = (t: ExecutionContext, answer: Answer, expected: Record<string, string>) => {
    t.is(answer.status, 422, JSON.stringify(answer.body));
    t.deepEqual(details(answer), expected);
  };

  test(`${engine}: anybody fills in a form, and what they wrote is kept as it is`, async (t) => {
    const { publicId } = await make({ successMessage: 'Thank you' });
    const data = { who: '<script>alert(1)</script>', mail: 'ann@example.test', tags: ['=1+1'] };
    const answer = await submit(publicId, data);
    t.is(answer.status, 201);
    t.like(answer.body.data, { successMessage: 'Thank you' });
    const kept = await submissions(publicId);
    t.is(kept.meta.total, 1);
    t.like(kept.data[0], { publicId: answer.body.data.publicId, version: 1, data, target: null });
  });

  test(`${engine}: an answer is refused with one detail for each field at fault`, async (t) => {
    const { publicId } = await make({});
    const data = {
      mail: 'nobody',
      age: 17,
      color: 'green',
      address: { city: 'oslo' },
      tags: ['ok', 'x'],
      more: 1,
    };
    refused(t, await submit(publicId, data), {
      who: 'required',
      mail: 'format',
      age: 'min',
      color: 'enum',
      'address.city': 'pattern',
      'tags.1': 'min_length',
      more: 'unknown',
    });
    t.is((await submissions(publicId)).meta.total, 0);
  });

  test(`${engine}: a form that is unknown, withdrawn or only an inside number is not there`, async (t) => {
    const { publicId } = await make({ active: false });
    const whole = { who: 'Ann', mail: 'ann@example.test' };
    for (const id of [publicId, 'no-such', '1', 'a'.repeat(300)])
      t.is((await submit(id, whole)).status, 404, id);
    await send(`${FORMS}/${publicId}`, { method: 'PUT', body: { active: true } });
    t.is((await submit(publicId, whole)).status, 201);
  });

  test(`${engine}: another organisation neither reads a form nor its submissions, and its own are apart`, async (t) => {
    const { publicId } = await make({ target: 'client', mapping: { who: 'name', mail: 'email' } });
    const other = await site.organization(`Elsewhere ${engine}`);
    const foreign = await site.key('org', ['*'], { ...site.actor, orgId: other.orgId });
    for (const path of [publicId, `${publicId}/submissions`])
      t.is((await send(`${FORMS}/${path}`, { auth: foreign })).status, 404);
    t.is(
      (await send(`${FORMS}/${publicId}`, { auth: foreign, method: 'PUT', body: { name: 'X' } })).status,
      404,
    );
    // Whoever is signed in elsewhere fills it in like anybody: it is the form's organisation that gets it.
    const path = `/api/forms/${publicId}/submit`;
    const data = { who: 'Visitor', mail: `visitor-${engine}@example.test` };
    t.is((await send(path, { auth: foreign, method: 'POST', body: { data } })).status, 201);
    t.is((await clients(data.mail)).length, 1);
    t.is((await send(`/api/v1/clients?search=visitor`, { auth: foreign })).body.meta.total, 0);
  });

  test(`${engine}: a filled honeypot is answered like a success, and only counted`, async (t) => {
    const { publicId } = await make({
      honeypot: 'homepage',
      target: 'client',
      mapping: { who: 'name', mail: 'email' },
    });
    const data = { who: 'Robot', mail: `robot-${engine}@example.test` };
    const trapped = await submit(publicId, { ...data, homepage: 'https://spam.test' });
    t.is(trapped.status, 201);
    t.regex(trapped.body.data.publicId, /^[0-9a-f-]{36}$/);
    t.is((await submissions(publicId)).meta.total, 0);
    t.is((await clients(data.mail)).length, 0);
    t.is((await send(`${FORMS}/${publicId}`)).body.data.spamCount, 1);
    t.is((await submit(publicId, { ...data, homepage: '' })).status, 201, 'people leave it empty');
    t.deepEqual((await submissions(publicId)).data[0].data, data);
  });

  test(`${engine}: a submission makes a client, and leaves one that is known by the e-mail as it is`, async (t) => {
    const { publicId } = await make({ target: 'client', mapping: { who: 'name', mail: 'email' } });
    const mail = `known-${engine}@example.test`;
    await submit(publicId, { who: 'First', mail });
    const [made] = await clients(mail);
    t.like(made, { name: 'First', email: mail, status: 'lead' });
    await submit(publicId, { who: 'Second', mail: mail.toUpperCase() });
    t.deepEqual(await clients(mail), [made]);
    const { data } = await submissions(publicId);
    const target = { type: 'client', publicId: made.publicId };
    t.deepEqual(
      data.map((each: { target: unknown }) => each.target),
      [target, target],
    );
  });

  test(`${engine}: a submission makes a ticket of the client that is known by the e-mail`, async (t) => {
    const mail = `asks-${engine}@example.test`;
    await send('/api/v1/clients', { method: 'POST', body: { name: 'Asker', email: mail } });
    const mapping = { who: 'subject', homepage: 'message', mail: 'requesterEmail' };
    const { publicId } = await make({ target: 'ticket', mapping });
    refused(t, await submit(publicId, { who: 'x'.repeat(201), mail, homepage: '  ' }), {
      who: 'max_length',
      homepage: 'pattern',
    });
    t.is((await submit(publicId, { who: 'Help', mail, homepage: '<b>now</b>' })).status, 201);
    const tickets = await site.request('/wp-json/agency-os-ai/v1/tickets?search=help', { auth: site.admin });
    const [ticket] = tickets.body.data;
    t.like(ticket, { subject: 'Help', message: '<b>now</b>', source: 'web', requester_email: mail });
    t.true(Number.isSafeInteger(ticket.client_id));
  });

  test(`${engine}: a submission makes the draft of an order, of a service that is there`, async (t) => {
    const service = { name: 'Logo', price: 50_000, currency: 'EUR' };
    const { publicId: serviceId } = (await send('/api/v1/services', { method: 'POST', body: service })).body
      .data;
    const mapping = { who: 'name', mail: 'email', homepage: 'serviceId', age: 'quantity' };
    const { publicId } = await make({ target: 'order', mapping });
    const mail = `buyer-${engine}@example.test`;
    const data = { who: 'Buyer', mail, homepage: serviceId, age: 20 };
    refused(t, await submit(publicId, { ...data, homepage: 'no-such' }), { homepage: 'reference' });
    t.is((await clients(mail)).length, 0, 'nothing is half made');
    t.is((await submit(publicId, data)).status, 201);
    const [client] = await clients(mail);
    const { target } = (await submissions(publicId)).data[0];
    const order = (await send(`/api/v1/orders/${target.publicId}`)).body.data;
    const expected = { clientId: client.publicId, serviceId, quantity: 20, status: 'draft', price: 50_000 };
    t.like(order, { ...expected, intake: data });
    const byClient = await make({ target: 'order', mapping: { who: 'clientId', homepage: 'serviceId' } });
    refused(t, await submit(byClient.publicId, data), { who: 'reference' });
    t.is((await submit(byClient.publicId, { ...data, who: client.publicId })).status, 201);
  });

  test(`${engine}: the organisation is told, and the audit log has it`, async (t) => {
    const { publicId } = await make({ name: `Told ${engine}` });
    await submit(publicId, { who: 'Ann', mail: 'ann@example.test' }, '198.51.100.7');
    const notes = await site.host.db.query('kp_notifications').where('message', 'like', `%Told ${engine}%`);
    t.is((notes as unknown as unknown[]).length, 1, 'the one administrator');
    const lines = await site.host.db
      .query('kp_audit_log')
      .where({ action: 'form.submitted', ip: '198.51.100.7' });
    t.is((lines as unknown as unknown[]).length, 1);
  });

  test(`${engine}: each change of the schema is a version, and submissions keep theirs`, async (t) => {
    const { publicId } = await make({});
    await submit(publicId, { who: 'Ann', mail: 'ann@example.test' });
    const path = `${FORMS}/${publicId}`;
    const same = await send(path, { method: 'PUT', body: { name: 'Renamed', schema: CONTACT } });
    t.is(same.body.data.version, 1);
    const schema = { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] };
    t.is((await send(path, { method: 'PUT', body: { schema } })).body.data.version, 2);
    refused(t, await submit(publicId, { who: 'Ann' }), { code: 'required' });
    await submit(publicId, { code: 'x' });
    const { data } = await submissions(publicId);
    t.deepEqual(
      data.map((each: { version: number }) => each.version),
      [2, 1],
    );
    t.deepEqual((await send(`${path}/versions/1`)).body.data.schema, CONTACT);
    t.is((await send(`${path}/versions/3`)).status, 404);
  });

  test(`${engine}: a mapping that could not work is refused when the form is saved`, async (t) => {
    const bad = async (body: object, expected: Record<string, string>) =>
      refused(
        t,
        await send(FORMS, { method: 'POST', body: { name: 'X', schema: CONTACT, ...body } }),
        expected,
      );
    await bad({ target: 'client', mapping: { mail: 'email' } }, { mapping: 'required' });
    await bad(
      { target: 'client', mapping: { who: 'name', nobody: 'email' } },
      { 'mapping.nobody': 'reference' },
    );
    await bad(
      { target: 'client', mapping: { who: 'name', mail: 'status' } },
      { 'mapping.mail': 'reference' },
    );
    await bad({ target: 'client', mapping: { age: 'name' } }, { 'mapping.age': 'reference' });
    await bad({ target: 'client', mapping: { who: 'name', mail: 'name' } }, { 'mapping.mail': 'reference' });
    await bad({ mapping: { who: 'name' } }, { 'mapping.who': 'reference' });
    await bad({ honeypot: 'who' }, { honeypot: 'reference' });
    const { publicId } = await make({ target: 'client', mapping: { who: 'name' } });
    const schema = { type: 'object', properties: { other: {} } };
    const change = { method: 'PUT', body: { schema } };
    refused(t, await send(`${FORMS}/${publicId}`, change), { 'mapping.who': 'reference' });
  });

  test(`${engine}: who may not make clients makes no form that does`, async (t) => {
    const narrow = await site.key('org', ['forms:write']);
    const body = { name: 'X', schema: CONTACT, target: 'client', mapping: { who: 'name' } };
    const answer = await send(FORMS, { auth: narrow, method: 'POST', body });
    t.is(answer.status, 403);
    t.deepEqual(answer.body.error.details, { scope: 'clients:write' });
    t.is(
      (await send(FORMS, { auth: narrow, method: 'POST', body: { name: 'X', schema: CONTACT } })).status,
      201,
    );
  });

  test(`${engine}: 50 submissions at once from as many addresses are 50 submissions and one client`, async (t) => {
    const { publicId } = await make({ target: 'client', mapping: { who: 'name', mail: 'email' } });
    const mail = `crowd-${engine}@example.test`;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => submit(publicId, { who: `Person ${n}`, mail }, `192.0.2.${n}`)),
    );
    t.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    t.is(new Set(answers.map(({ body }) => body.data.publicId)).size, 50);
    t.is((await submissions(publicId)).meta.total, 50);
    t.is((await clients(mail)).length, 1);
  });

  test(`${engine}: what is larger than 64 KiB, no object or no JSON is refused`, async (t) => {
    const { publicId } = await make({});
    t.is((await submit(publicId, { who: 'x'.repeat(66_000), mail: 'a@example.test' })).status, 413);
    for (const data of [null, [], 'text', 1]) t.is((await submit(publicId, data)).status, 400, String(data));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const path = `/api/forms/${publicId}/submit`;
    t.is((await site.request(path, { method: 'POST', body: 'who=Ann', headers })).status, 415);
  });
}

test('ten submissions a minute are taken from one address, whoever signs them', async (t) => {
  const [database] = databases;
  if (!database) return t.fail();
  const site = await startSite(database, { rateLimits: true, trustProxy: ['127.0.0.1/32', '::1/128'] });
  t.teardown(() => site.stop());
  const auth = await site.key('org', ['*']);
  const made = await site.request(FORMS, {
    auth,
    method: 'POST',
    body: { name: 'C', schema: { type: 'object' } },
  });
  const path = `/api/forms/${made.body.data.publicId}/submit`;
  const from = (address: string, by: string | null = null) =>
    site.request(path, {
      auth: by,
      method: 'POST',
      body: { data: {} },
      headers: { 'x-forwarded-for': address },
    });
  const statuses: number[] = [];
  for (let n = 0; n < 11; n += 1) statuses.push((await from('192.0.2.1', n % 2 ? auth : null)).status);
  t.deepEqual(statuses, [...Array<number>(10).fill(201), 429]);
  const refused = await from('192.0.2.1');
  t.true(Number(refused.headers.get('retry-after')) > 0);
  t.is(refused.body.error.code, 'rate_limited');
  t.is((await from('192.0.2.2')).status, 201, 'another address');
  t.is((await site.request('/api/health')).status, 200, 'elsewhere');
});
