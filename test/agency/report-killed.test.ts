import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ADMIN, SiteProcess } from '../faults/site-process.js';
import { dataOf, exchange, type Headers } from '../matrix/exchange.js';
import { Rows } from '../matrix/rows.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { databases } from '../support/databases.js';

const REPORTS = '/api/v1/reports';
const KILLS = 2 * Math.min(3, Number(process.env.TEST_EFFORT ?? 1));
const AT_ONCE = 4;

for (const database of databases) {
  test(`${database.engine}: reports of a site that is killed under them are done once each`, async (t) => {
    const place = await database.open();
    t.teardown(() => place.drop());
    let headers: Headers | undefined;
    const asked: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const site = await SiteProcess.start(place);
      headers ??= await browserHeaders(site.url, { ...ADMIN, email: '' });
      for (let n = 0; n < AT_ONCE; n += 1) {
        const format = n % 2 === 0 ? 'pdf' : 'csv';
        const body = { type: 'utilisation', from: '2026-01-01', to: '2026-12-31', format };
        const answer = await exchange(site.url, { method: 'post', path: REPORTS, body, headers });
        asked.push(dataOf(answer).publicId as string);
      }
      await sleep(Math.random() * 150);
      await site.end('SIGKILL');
    }
    const site = await SiteProcess.start(place);
    const rows = await Rows.open(place);
    try {
      const open = "select id from agency_reports where status <> 'done'";
      while ((await rows.all(open)).length > 0) await sleep(50);
      const reports = await rows.all('select id, public_id from agency_reports');
      t.deepEqual(reports.map(({ public_id }) => String(public_id)).sort(), [...asked].sort());
      const files = await rows.all('select report_id from agency_report_files');
      const ids = (all: readonly Record<string, unknown>[], key: string) =>
        all.map((row) => Number(row[key])).sort();
      t.deepEqual(ids(files, 'report_id'), ids(reports, 'id'));
      const told = await rows.all("select id from kp_notifications where type = 'agency.report.done'");
      t.is(told.length, asked.length, 'whoever asked was told once of each');
    } finally {
      await rows.close();
    }
    t.deepEqual(await site.end('SIGTERM'), { code: 0, signal: null }, site.said);
  });
}
