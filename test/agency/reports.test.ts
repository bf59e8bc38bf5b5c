import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Agency } from '../../plugins/agency/contract.js';
import type { AgencyServices } from '../../plugins/agency/services.js';
import { Billing } from '../../plugins/billing/contract.js';
import type { JobRun } from '../../src/jobs/job.js';
import { databases } from '../support/databases.js';
import { type Answer, type Sent, type Site, startSite } from '../support/site.js';
import { AgencyApi } from './agency-site.js';

const REPORTS = '/api/v1/reports';
const LONGEST_MS = 60_000;

for (const database of databases) {
  const { engine } = database;
  let site: Site;
  let key: string;
  let agency: AgencyApi;

  test.before(async () => {
    site = await startSite(database);
    key = await site.key('org', ['*']);
    agency = new AgencyApi(site);
    await fill();
  });
  test.after.always(() => site?.stop());

  const send = (path: string, sent: Sent = {}): Promise<Answer> => site.request(path, { auth: key, ...sent });
  const ask = (body: object, auth = key) => send(REPORTS, { auth, method: 'POST', body });
  const period = { from: '2026-03-01', to: '2026-03-31' };

  /** Waits for the end, whatever it is. */
  const made = async (body: object, auth = key) => {
    const asked = await ask(body, auth);
    if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
    const path = `${REPORTS}/${asked.body.data.publicId}`;
    for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; await sleep(30)) {
      const { data } = (await send(path, { auth })).body;
      if (data.status === 'done' || data.status === 'failed') return data;
    }
    throw new Error('the report was not made');
  };
  const file = async (report: { publicId: string }) => {
    const response = await fetch(`${site.url}${REPORTS}/${report.publicId}/download`, {
      headers: { authorization: key },
    });
    return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
  };

  /** Two projects of two clients, and entries at the edges of March. */
  async function fill(): Promise<void> {
    const ann = await agency.client({ name: '=SUM(A1)' });
    const bob = await agency.client({ name: 'Bob' });
    const one = await agency.project({ client_id: ann.id, name: 'One' });
    const two = await agency.project({ client_id: bob.id, name: 'Two' });
    const spend = (project_id: number, date: string, minutes: number, billable = true) =>
      agency.entry({ project_id, date, minutes, billable });
    await spend(one.id, '2026-02-28', 1000);
    await spend(one.id, '2026-03-01', 30);
    await spend(one.id, '2026-03-31', 60, false);
    await spend(two.id, '2026-03-15', 45);
    await spend(two.id, '2026-04-01', 1000);
    await agency.make('/time-entries/start', { project_id: two.id });
  }

  async function invoice(values: object, finalise = true): Promise<string> {
    const clients = (await send('/api/v1/clients?search=bob')).body.data;
    const body = { clientId: clients[0].publicId, ...values };
    const answer = await send('/api/v1/invoices', { method: 'POST', body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    const path = `/api/v1/invoices/${answer.body.data.publicId}`;
    if (finalise) await send(path, { method: 'PUT', body: { status: 'open' } });
    return path;
  }

  test.serial(`${engine}: time by project adds up the days from the first to the last`, async (t) => {
    const report = await made({ type: 'time_by_project', ...period });
    t.like(report, { status: 'done', error: null });
    t.true(Date.parse(report.seenAt) <= Date.now());
    const { rows, totals } = report.result;
    const shown = rows.map(({ projectId: _, ...row }: Record<string, unknown>) => row);
    t.deepEqual(shown, [
      {
        client: '=SUM(A1)',
        project: 'One',
        entries: 2,
        minutes: 90,
        billableMinutes: 30,
        roundedMinutes: 30,
      },
      { client: 'Bob', project: 'Two', entries: 1, minutes: 45, billableMinutes: 45, roundedMinutes: 45 },
    ]);
    t.deepEqual(totals, [{ entries: 3, minutes: 135, billableMinutes: 75, roundedMinutes: 75 }]);
  });

  test.serial(`${engine}: utilisation is the share of billable time`, async (t) => {
    const { result } = await made({ type: 'utilisation', ...period });
    t.is(result.rows.length, 1);
    const { publicId: userId } = await site.host.accounts.users.get(1);
    t.like(result.rows[0], { userId, entries: 3, minutes: 135, billableMinutes: 75, utilisation: 55.56 });
  });

  test.serial(`${engine}: revenue is by month and currency, which are never added`, async (t) => {
    const line = (unitPrice: number) => [{ description: 'Work', unitPrice, taxRate: 20 }];
    await invoice({ issueDate: '2026-03-31', currency: 'EUR', lines: line(10_000) });
    await invoice({ issueDate: '2026-03-01', currency: 'EUR', lines: line(500) });
    await invoice({ issueDate: '2026-02-01', currency: 'JPY', lines: line(700) });
    await invoice({ issueDate: '2026-04-01', currency: 'EUR', lines: line(999) });
    await invoice({ issueDate: '2026-03-02', currency: 'EUR', lines: line(999) }, false);
    const voided = await invoice({ issueDate: '2026-03-03', currency: 'EUR', lines: line(999) });
    await send(voided, { method: 'PUT', body: { status: 'void' } });
    const { result, status } = await made({ type: 'revenue', from: '2026-02-01', to: '2026-03-31' });
    t.is(status, 'done');
    const euros = { net: 10_500, tax: 2100, total: 12_600, credited: 0, paid: 0, due: 12_600 };
    const yen = { net: 700, tax: 140, total: 840, credited: 0, paid: 0, due: 840 };
    t.deepEqual(result.rows, [
      { month: '2026-02', currency: 'JPY', invoices: 1, ...yen },
      { month: '2026-03', currency: 'EUR', invoices: 2, ...euros },
    ]);
    t.deepEqual(result.totals, [
      { currency: 'EUR', invoices: 2, ...euros },
      { currency: 'JPY', invoices: 1, ...yen },
    ]);
    const csv = await file(
      await made({ type: 'revenue', from: '2026-02-01', to: '2026-03-31', format: 'csv' }),
    );
    t.is(csv.type, 'text/csv; charset=utf-8');
    t.deepEqual(csv.bytes.toString().split('\r\n'), [
      '\ufeffMonth,Currency,Invoices,Net,Tax,Total,Credited,Paid,Due',
      '2026-02,JPY,1,700,140,840,0,0,840',
      '2026-03,EUR,2,105.00,21.00,126.00,0.00,0.00,126.00',
      '',
    ]);
  });

  test.serial(`${engine}: what is overdue is what was due in these days and is still open`, async (t) => {
    const lines = [{ description: 'Work', unitPrice: 5000 }];
    const dates = { issueDate: '2025-01-01', currency: 'EUR', lines };
    await invoice({ ...dates, dueDate: '2025-01-10' });
    await invoice({ ...dates, dueDate: '2025-01-31' });
    await invoice({ ...dates, dueDate: '2025-02-01' });
    const { result } = await made({ type: 'overdue', from: '2025-01-10', to: '2025-01-31' });
    t.deepEqual(
      result.rows.map(({ dueDate, client, due }: Record<string, unknown>) => [dueDate, client, due]),
      [
        ['2025-01-10', 'Bob', 5000],
        ['2025-01-31', 'Bob', 5000],
      ],
    );
    t.deepEqual(result.totals, [{ currency: 'EUR', total: 10_000, due: 10_000, invoices: 2 }]);
  });

  test.serial(
    `${engine}: the same data is the same file, and names that look like formulas are text`,
    async (t) => {
      for (const format of ['json', 'csv', 'pdf']) {
        const body = { type: 'time_by_project', ...period, format };
        const [first, second] = [await file(await made(body)), await file(await made(body))];
        t.deepEqual(first, second, format);
        if (format === 'csv') t.true(first.bytes.toString().includes("\r\n'=SUM(A1),One,2,90,30,30\r\n"));
        if (format === 'pdf') t.is(first.bytes.subarray(0, 5).toString(), '%PDF-');
      }
    },
  );

  test.serial(`${engine}: a report without anything in it is a report`, async (t) => {
    for (const type of ['revenue', 'utilisation', 'overdue', 'time_by_project'])
      for (const format of ['json', 'csv', 'pdf']) {
        const report = await made({ type, from: '1999-01-01', to: '1999-12-31', format });
        t.like(report, { status: 'done', error: null });
      }
  });

  test.serial(`${engine}: days that are none, or go backwards, are refused by name`, async (t) => {
    const refused = async (body: object, status: number, field: string) => {
      const answer = await ask({ type: 'revenue', ...period, ...body });
      t.is(answer.status, status);
      t.is(answer.body.error.field, field);
    };
    await refused({ from: '2026-02-30' }, 400, 'from');
    await refused({ to: '2026-02-01' }, 422, 'to');
    await refused({ to: '2099-02-01' }, 422, 'to');
    await refused({ type: 'profit' }, 400, 'type');
  });

  test.serial(
    `${engine}: another organisation sees neither report nor file, and no figures of this one`,
    async (t) => {
      const report = await made({ type: 'time_by_project', ...period });
      const other = await site.organization(`Elsewhere ${engine}`);
      const foreign = await site.key('org', ['*'], { ...site.actor, orgId: other.orgId });
      for (const path of [report.publicId, `${report.publicId}/download`])
        t.is((await send(`${REPORTS}/${path}`, { auth: foreign })).status, 404);
      const own = await made({ type: 'time_by_project', ...period }, foreign);
      t.deepEqual(own.result.rows, []);
      t.is((await send(`${REPORTS}?limit=100`, { auth: foreign })).body.meta.total, 1);
    },
  );

  test.serial(`${engine}: who may not read invoices has no report made of them`, async (t) => {
    const narrow = await site.key('org', ['reports:write', 'time-entries:read']);
    t.is((await ask({ type: 'utilisation', ...period }, narrow)).status, 201);
    const answer = await ask({ type: 'revenue', ...period }, narrow);
    t.is(answer.status, 403);
    t.deepEqual(answer.body.error.details, { scope: 'invoices:read' });
  });

  test.serial(
    `${engine}: who may not read invoices reads no report of them that others had made`,
    async (t) => {
      const { publicId } = await made({ type: 'revenue', ...period });
      const narrow = await site.key('org', ['reports:read', 'time-entries:read']);
      for (const path of [publicId, `${publicId}/download`]) {
        const answer = await send(`${REPORTS}/${path}`, { auth: narrow });
        t.is(answer.status, 403, path);
        t.deepEqual(answer.body.error.details, { scope: 'invoices:read' });
      }
      const whole = await site.key('org', ['reports:read', 'invoices:read']);
      t.is((await send(`${REPORTS}/${publicId}`, { auth: whole })).status, 200);
    },
  );

  test.serial(`${engine}: what a late process begins again stays as it has ended`, async (t) => {
    const { publicId } = await made({ type: 'utilisation', ...period });
    const row = await site.host.db.query('agency_reports').where({ public_id: publicId }).first();
    const late = {
      actor: site.actor,
      signal: new AbortController().signal,
      complete: () => Promise.reject(new Error('the lease is lost')),
    } as unknown as JobRun;
    const { reportMaker } = site.host.plugins.use(Agency) as unknown as AgencyServices;
    await t.throwsAsync(reportMaker.job().run({ reportId: Number(row?.id) }, late), { message: /lost/ });
    t.is((await send(`${REPORTS}/${publicId}`)).body.data.status, 'done');
  });

  test.serial(`${engine}: sums that no number can say exactly are a fault that is told`, async (t) => {
    const { orgId } = await site.organization('Rich');
    const actor = { ...site.actor, orgId };
    const auth = await site.key('org', ['*'], actor);
    const { customers, invoices } = site.host.plugins.use(Billing);
    const { id: customerId } = await customers.create(actor, { name: 'Midas', currency: 'EUR' });
    const lines = [{ description: 'Gold', unitPrice: 10_000_000_000_000 }];
    const { id } = await invoices.create(actor, { customerId, lines, issueDate: '2026-03-02' });
    await invoices.finalize(actor, id);
    const total = Number.MAX_SAFE_INTEGER;
    await site.host.db.query('billing_invoices').where({ id }).update({ total });
    const { id: other } = await invoices.create(actor, { customerId, lines, issueDate: '2026-03-03' });
    await invoices.finalize(actor, other);
    const { status, error } = await made({ type: 'revenue', ...period }, auth);
    t.is(status, 'failed');
    t.regex(error, /too large to be said exactly/);
  });

  test.serial(`${engine}: whoever asked is told, and after 90 days nothing is left`, async (t) => {
    const asked = await site.request(REPORTS, {
      method: 'POST',
      auth: await site.key('org', ['*'], { ...site.actor, userId: 1 }),
      body: { type: 'utilisation', ...period },
    });
    t.is(asked.status, 201);
    const { publicId } = asked.body.data;
    const [row] = (await site.host.db.query('agency_reports').where({ public_id: publicId })) as unknown as {
      id: number;
    }[];
    const payload = JSON.stringify({ reportId: row?.id });
    const waiting = () => site.host.db.query('kp_jobs').where({ name: 'agency.report.expire', payload });
    t.is(((await waiting()) as unknown as unknown[]).length, 1);
    const early = new Date().toISOString().replace('T', ' ').replace('Z', '');
    await waiting().update({ run_at: early, status: 'ready' });
    for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; await sleep(30))
      if ((await send(`${REPORTS}/${publicId}`)).status === 404) break;
    t.is((await send(`${REPORTS}/${publicId}`)).status, 404);
  });
}
