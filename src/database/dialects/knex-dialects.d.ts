/** Parts of Knex that have no types of their own. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex';

  const Client: typeof Knex.Client;
  export default Client;
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';

  const Client: typeof Knex.Client;
  export default Client;
}
