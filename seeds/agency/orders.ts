import type { Client, Order } from '../../plugins/agency/contract.js';
import type { Seeding } from './fill.js';
import { ORDER_MESSAGES, ORDER_NOTES, SERVICES, WAYS } from './offers.js';

const ORDER_COUNT = 60;

/** A catalogue, and orders at every point of their way. */
export async function fillOrders(seeding: Seeding, clients: readonly Client[]): Promise<void> {
  const { agency, actor, team, chance, calendar, clock } = seeding;
  clock.set(calendar.instant(200));
  const services = [];
  for (const values of SERVICES) services.push(await agency.catalogue.create(actor, values));
  const offered = services.filter(({ active }) => active);
  for (let index = 0; index < ORDER_COUNT; index++) {
    const madeAgo = chance.between(8, 150);
    clock.set(calendar.instant(madeAgo, chance.between(480, 1000)));
    const order = await agency.orders.create(actor, {
      clientId: chance.of(clients).id,
      serviceId: chance.of(offered).id,
      quantity: chance.of([1, 1, 1, 1, 2, 5]),
      assigneeId: chance.percent(85) ? chance.of(team) : null,
      intake: { audience: chance.of(['locals', 'tourists', 'companies']), rush: chance.percent(20) },
    });
    await moveOn(seeding, order, madeAgo);
  }
}

/** A day for each step, and a word with it now and then. */
async function moveOn(seeding: Seeding, { id, assigneeId }: Order, madeAgo: number): Promise<void> {
  const { agency, actor, team, chance, calendar, clock } = seeding;
  for (const [step, status] of chance.of(WAYS).entries()) {
    clock.set(calendar.instant(madeAgo - step - 1, chance.between(480, 1000)));
    await agency.orders.update(actor, id, { status });
    if (!chance.percent(60)) continue;
    const internal = chance.percent(20);
    const body = chance.of(internal ? ORDER_NOTES : ORDER_MESSAGES);
    const userId = assigneeId ?? chance.of(team);
    await agency.messages.send({ ...actor, userId }, { orderId: id, body, internal });
  }
}
