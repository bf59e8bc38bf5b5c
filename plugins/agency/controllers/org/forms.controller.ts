import {
  Body,
  Controller,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  Put,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Forms } from '../../contract.js';
import {
  type FormBody,
  type FormPatch,
  type FormVersionView,
  type FormView,
  formView,
  type SubmissionView,
  submissionView,
  versionView,
} from './form.view.js';

@Route('v1/forms')
@Tags('forms')
export class FormsController extends Controller {
  constructor(private readonly forms: Forms) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['forms:read'])
  async listForms(
    @Request() request: HostRequest,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<FormView>> {
    return (await this.forms.list(principalOf(request), { page, perPage: limit })).map(formView);
  }

  @Get('{publicId}')
  @Security('principal', ['forms:read'])
  async getForm(@Request() request: HostRequest, @Path() publicId: string): Promise<FormView> {
    return formView(await this.forms.named(principalOf(request), publicId));
  }

  /** The schema that submissions of this version were checked by. */
  @Get('{publicId}/versions/{version}')
  @Security('principal', ['forms:read'])
  async getFormVersion(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Path() version: PageNumber,
  ): Promise<FormVersionView> {
    return versionView(await this.forms.version(principalOf(request), publicId, version));
  }

  /**
   * `schema` is a JSON Schema of draft 2020-12 for an object: at most 64 KiB, 600 rules and 24 levels; `$ref` to its
   * own `$defs` alone, and not in a circle; patterns without looking around and back-references; the formats `date`,
   * `date-time`, `duration`, `email`, `hostname`, `ipv4`, `ipv6`, `time`, `uri` and `uuid`.
   * `target` says what a submission becomes: a client (`name`, needed, `email`, `company`, `phone`, `website`, `taxId`,
   * `notes`; it starts as a lead, and one that is known by the e-mail stays as it is), a ticket (`subject` and `message`,
   * needed, `requesterEmail`, `priority`) or the draft of an order (`serviceId`, needed, `quantity`, `notes`, and either
   * `clientId` or `name`, `email`, `company` and `phone` of a client). `mapping` names those properties by the field of
   * the schema that fills them. Who makes such a form needs the scope for each thing it makes as well: `clients:write`,
   * `tickets:write`, or `orders:write` and, where it makes the client too, `clients:write`.
   */
  @Post()
  @Security('principal', ['forms:write'])
  @SuccessResponse(201)
  async createForm(@Request() request: HostRequest, @Body() body: FormBody): Promise<FormView> {
    return formView(await this.forms.create(principalOf(request), body));
  }

  /** Changes what is given. Another schema is a new version. A form is withdrawn by `active: false`. */
  @Put('{publicId}')
  @Security('principal', ['forms:write'])
  async updateForm(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: FormPatch,
  ): Promise<FormView> {
    return formView(await this.forms.update(principalOf(request), publicId, body));
  }

  /** Newest first. */
  @Get('{publicId}/submissions')
  @Security('principal', ['submissions:read'])
  async listFormSubmissions(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<SubmissionView>> {
    const listing = { page, perPage: limit };
    return (await this.forms.submissions(principalOf(request), publicId, listing)).map(submissionView);
  }
}
