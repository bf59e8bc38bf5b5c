import type { Client, Ticket } from '../../plugins/agency/contract.js';
import type { Principal } from '../../src/auth/principal.js';
import type { Seeding } from './fill.js';
import { INTERNAL_NOTES, REPLIES, TICKETS } from './words.js';

const TICKET_COUNT = 120;

export async function fillTickets(seeding: Seeding, clients: readonly Client[]): Promise<void> {
  const { agency, actor, team, chance, calendar, clock } = seeding;
  for (let index = 0; index < TICKET_COUNT; index++) {
    const client = chance.of(clients);
    const [subject, message] = chance.of(TICKETS);
    const openedAgo = chance.between(1, 150);
    const minute = chance.between(420, 1100);
    clock.set(calendar.instant(openedAgo, minute));
    const ticket = await agency.tickets.create(actor, {
      subject,
      message,
      clientId: chance.percent(90) ? client.id : null,
      requesterEmail: client.email,
      assigneeId: chance.percent(80) ? chance.of(team) : null,
      priority: chance.weighted({ low: 2, normal: 6, high: 3, urgent: 1 }),
      status: chance.weighted({ open: 3, pending: 2, resolved: 3, closed: 4 }),
      source: chance.weighted({ web: 4, email: 4, api: 1, portal: 2 }),
    });
    await answer(seeding, ticket, calendar.instant(openedAgo, minute));
  }
}

async function answer(
  { agency, actor, team, chance, clock }: Seeding,
  ticket: Ticket,
  opened: Date,
): Promise<void> {
  const count = chance.between(1, 4);
  for (let index = 1; index <= count; index++) {
    clock.set(new Date(opened.getTime() + index * chance.between(10, 90) * 60_000));
    const internal = chance.percent(15);
    await agency.tickets.reply(as(actor, ticket.assigneeId ?? chance.of(team)), ticket.id, {
      message: chance.of(internal ? INTERNAL_NOTES : REPLIES),
      internal,
    });
  }
}

/** Replies are written by the caller. */
function as(actor: Principal, userId: number): Principal {
  return { ...actor, userId };
}
