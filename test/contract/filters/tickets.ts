import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, byReference, type Filters } from './filter.js';
import { person, publicPerson } from './people.js';

const ticket = (make: Maker, changes: Json) => make.ticket(changes);
const orgTicket = (make: Maker, changes: Json) => make.orgTicket(changes);

const priority: readonly [string, string] = ['low', 'urgent'];

export const ticketFilters: Filters = {
  'GET /wp-json/agency-os-ai/v1/tickets': {
    status: byField(ticket, 'status', ['pending', 'open']),
    priority: byField(ticket, 'priority', priority),
    client_id: byReference(ticket, 'client_id', (make) => make.client()),
    assignee_id: byReference(ticket, 'assignee_id', person),
    search: byField(ticket, 'subject', ['Zephyr ticket', 'Aurora ticket']),
  },
  'GET /api/v1/tickets': {
    status: byField(orgTicket, 'status', ['pending', 'open']),
    priority: byField(orgTicket, 'priority', priority),
    clientId: byReference(orgTicket, 'clientId', (make) => make.orgClient()),
    assigneeId: byReference(orgTicket, 'assigneeId', publicPerson),
    search: byField(orgTicket, 'subject', ['Zephyr ticket', 'Aurora ticket']),
  },
};
