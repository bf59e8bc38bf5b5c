import {
  Body,
  Controller,
  type HostRequest,
  Post,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { InvitationDesk } from './invitation-desk.js';

/** Who is invited, and as what. */
export interface InvitationBody {
  /** @maxLength 190 */
  email: string;
  /** Default: made of the address. */
  username?: string;
  /** @maxLength 250 */
  name?: string;
  /** As for users: of the caller's organisation, or of the site. Default: `viewer`. */
  roles?: string[];
}

export interface InvitationView {
  /** @isInt */
  user_id: number;
  username: string;
  email: string;
  /** Until when the link works. */
  expires: string;
}

/** Accounts for people who choose their password themselves. */
@Route('koapress/v1/invitations')
@Tags('Users')
export class InvitationsController extends Controller {
  constructor(private readonly desk: InvitationDesk) {
    super();
  }

  /** Makes the account, in the caller's organisation, and sends a link to it that works once. */
  @Post()
  @SuccessResponse(201)
  @Security('principal', ['users:write'])
  async invite(@Request() request: HostRequest, @Body() body: InvitationBody): Promise<InvitationView> {
    const view = await this.desk.invite(principalOf(request), body);
    this.setStatus(201);
    return view;
  }
}
