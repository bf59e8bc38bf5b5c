import {
  asWritten,
  Body,
  Controller,
  type CurrencyCode,
  Get,
  type HostRequest,
  type Id,
  Path,
  Put,
  principalOf,
  Request,
  Route,
  Security,
  Tags,
  type Whole,
} from '#host';
import type { MemberRate, MemberRates } from '../../contract.js';
import type { HourlyRate } from '../params.js';

/** What an hour of a member costs; null: nothing is said. */
export interface MemberRateView {
  user_id: Whole;
  /** Minor units. */
  hourly_rate: Whole | null;
  currency: string | null;
  updated_at: Date | null;
}

export interface MemberRateBody {
  /** Null takes it away. */
  hourly_rate: HourlyRate | null;
  /** Default: the organisation's. */
  currency?: CurrencyCode;
}

@Route('members/{user_id}/rate')
@Tags('Time Entries')
export class MemberRatesController extends Controller {
  constructor(private readonly rates: MemberRates) {
    super();
  }

  @Get()
  @Security('principal', ['rates:read'])
  async getMemberRate(@Request() request: HostRequest, @Path() user_id: Id): Promise<MemberRateView> {
    return view(await this.rates.get(principalOf(request), user_id));
  }

  /** For time that is billed to clients of this currency, unless the entry has a rate of its own. */
  @Put()
  @Security('principal', ['rates:write'])
  async setMemberRate(
    @Request() request: HostRequest,
    @Path() user_id: Id,
    @Body() body: MemberRateBody,
  ): Promise<MemberRateView> {
    const { hourly_rate: hourlyRate, currency } = body;
    return view(await asWritten(this.rates.set(principalOf(request), user_id, { hourlyRate, currency })));
  }
}

function view({ userId, hourlyRate, currency, updatedAt }: MemberRate): MemberRateView {
  return { user_id: userId, hourly_rate: hourlyRate, currency, updated_at: updatedAt };
}
