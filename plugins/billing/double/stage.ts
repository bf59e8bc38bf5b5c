import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Rooms } from './api.js';
import type { Behaviour } from './behaviour.js';
import { bankPage, checkoutPage } from './pages/checkout-page.js';
import { overviewPage } from './pages/overview-page.js';
import { portalPage } from './pages/portal-page.js';
import type { Play, Scene } from './person.js';
import { Refusal } from './refusal.js';
import { textOf } from './request-text.js';
import { routeOf } from './route.js';
import { type Form, parseForm } from './wire.js';

/** The pages, and what people do on them. Programs send JSON or forms to the same addresses and are answered JSON. */
export class Stage {
  constructor(
    private readonly rooms: Rooms,
    private readonly behaviour: Behaviour,
    private readonly plays: readonly Play[],
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://double');
    const method = request.method ?? 'GET';
    const person = request.headers.accept?.includes('text/html') ?? false;
    if (method === 'GET' && !pathname.startsWith('/double/')) return this.show(response, pathname);
    const form = formOf(request, await textOf(request));
    try {
      const scene = this.play(method, pathname, form);
      this.rooms.shelf.save();
      if (person || 'to' in scene) move(response, scene);
      else json(response, 200, scene.json);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.rooms.shelf.save();
      if (person) this.show(response, pathname, error);
      else json(response, error.status, { error: error.body });
    }
  }

  private play(method: string, path: string, form: Form): Scene {
    const { route, ids } = routeOf(this.plays, method, path);
    return route.run(ids, form);
  }

  private show(response: ServerResponse, path: string, error?: Refusal): void {
    try {
      const text = this.pageAt(path, error?.message);
      response.writeHead(error?.status ?? 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(text);
    } catch (missing) {
      if (!(missing instanceof Refusal)) throw missing;
      json(response, missing.status, { error: missing.body });
    }
  }

  private pageAt(path: string, error?: string): string {
    const { shelf, wallet } = this.rooms;
    const [, place = '', id = ''] = path.split('/');
    if (place === 'checkout') return checkoutPage(shelf.get('checkout.session', id), error);
    if (place === 'authenticate') return bankPage(shelf.get('payment_intent', id), error);
    if (place !== 'portal') return overviewPage(shelf, this.behaviour, error);
    const session = shelf.get('billing_portal.session', id);
    const customer = shelf.get('customer', session.customer);
    return portalPage(session, customer, wallet.ofCustomer(customer.id), error);
  }
}

function move(response: ServerResponse, scene: Scene): void {
  response.writeHead(303, { location: 'to' in scene ? scene.to : '/' }).end();
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value, null, 2));
}

function formOf(request: IncomingMessage, text: string): Form {
  if (!request.headers['content-type']?.includes('json')) return parseForm(text);
  return text === '' ? {} : (JSON.parse(text) as Form);
}
