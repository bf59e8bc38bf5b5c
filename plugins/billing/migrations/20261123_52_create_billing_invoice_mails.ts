import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_invoice_mails', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    // `issued`, `reminder:7`: each once an invoice. Null: sent by hand.
    table.string('occasion', 40);
    // Null: the customer had no address.
    table.string('mail_id', 36);
    // Of receivers and text: who clicks twice sends once.
    table.string('digest', 64).notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'invoice_id', 'occasion']);
    table.index(['org_id', 'invoice_id', 'created_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_invoice_mails');
}
