import {
  Body,
  Controller,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Post,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Messages } from '../../contract.js';
import type { PublicIds } from '../../public-ids.js';
import type { PublicId } from '../params.js';
import { type MessageBody, type MessageView, messageView } from './message.view.js';

@Route('v1/messages')
@Tags('messages')
export class MessagesController extends Controller {
  constructor(
    private readonly messages: Messages,
    private readonly ids: PublicIds,
  ) {
    super();
  }

  /** The thread of one order, oldest first. Without `messages:internal` the internal ones are neither shown nor counted. */
  @Get()
  @Security('principal', ['messages:read'])
  async listMessages(
    @Request() request: HostRequest,
    @Query() orderId: PublicId,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<MessageView>> {
    const actor = principalOf(request);
    const order = (await this.ids.sought(actor, 'order', orderId)) as number;
    const found = await this.messages.list(actor, { orderId: order, page, perPage: limit });
    const authors = found.items.map(({ author }) => author.id);
    const user = await this.ids.named(actor, 'user', authors);
    return found.map((message) => messageView(message, orderId, user));
  }

  /** Written by the caller. */
  @Post()
  @Security('principal', ['messages:write'])
  @SuccessResponse(201)
  async sendMessage(@Request() request: HostRequest, @Body() body: MessageBody): Promise<MessageView> {
    const actor = principalOf(request);
    const orderId = await this.ids.referred(actor, 'order', 'orderId', body.orderId);
    const message = await this.messages.send(actor, { ...body, orderId });
    return messageView(message, body.orderId, await this.ids.named(actor, 'user', [message.author.id]));
  }
}
