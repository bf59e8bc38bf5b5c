import {
  Body,
  Controller,
  Delete,
  Get,
  type HostRequest,
  Path,
  Post,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { TemplateDesk } from '../../mail/template-desk.js';
import {
  type MailTemplateVersionView,
  type MailTemplateView,
  templateView,
  versionView,
} from './mail.view.js';

/**
 * Name of a mail template: its plugin, a dot, and what it says.
 * @maxLength 120
 */
export type MailTemplateName = string;

/** @isInt @minimum 1 @maximum 2147483647 */
export type TemplateVersion = number;

/** What is left out stays as it is. */
export interface MailTemplateText {
  /**
   * Liquid.
   * @maxLength 1000
   */
  subject?: string;
  /**
   * Liquid inside MJML.
   * @maxLength 200000
   */
  mjml?: string;
}

export interface TestMailBody {
  /** @maxLength 400 */
  to: string;
}

export interface MailPreviewView {
  subject: string;
  html: string;
  text: string;
}

export interface SentTestView {
  /** Of the mail, in the log. */
  id: string;
}

export interface DeletedTemplateVersion {
  deleted: boolean;
  previous: MailTemplateVersionView;
}

/** The mails of the site and its plugins, and what administrators make of them. */
@Route('koapress/v1/mail-templates')
@Tags('Mail')
export class MailTemplatesController extends Controller {
  constructor(private readonly desk: TemplateDesk) {
    super();
  }

  /** All of them, by name; not in pages. */
  @Get()
  @Security('principal', ['mail:read'])
  async list(): Promise<MailTemplateView[]> {
    return this.desk.list().map(templateView);
  }

  @Get('{name}')
  @Security('principal', ['mail:read'])
  async get(@Path() name: MailTemplateName): Promise<MailTemplateView> {
    return templateView(this.desk.get(name));
  }

  /** A new version, in use at once. It must compile, and may use what the plugin's own uses. */
  @Post('{name}')
  @Security('principal', ['mail:write'])
  async change(
    @Request() request: HostRequest,
    @Path() name: MailTemplateName,
    @Body() body: MailTemplateText,
  ): Promise<MailTemplateView> {
    await this.desk.change(principalOf(request), name, body);
    return templateView(this.desk.get(name));
  }

  /** The plugin's own again; the versions stay. */
  @Delete('{name}')
  @Security('principal', ['mail:write'])
  async reset(@Request() request: HostRequest, @Path() name: MailTemplateName): Promise<MailTemplateView> {
    return templateView(await this.desk.use(principalOf(request), name, null));
  }

  /** With the sample values: of what is in use, or of a draft. Nothing is kept. */
  @Post('{name}/preview')
  @Security('principal', ['mail:read'])
  preview(@Path() name: MailTemplateName, @Body() body: MailTemplateText): Promise<MailPreviewView> {
    return this.desk.preview(name, body);
  }

  /** A mail with the sample values. */
  @Post('{name}/test')
  @SuccessResponse(201)
  @Security('principal', ['mail:write'])
  async test(
    @Request() request: HostRequest,
    @Path() name: MailTemplateName,
    @Body() body: TestMailBody,
  ): Promise<SentTestView> {
    const id = await this.desk.sendTest(principalOf(request), name, body.to);
    this.setStatus(201);
    return { id };
  }

  /** Newest first; not in pages. */
  @Get('{name}/versions')
  @Security('principal', ['mail:read'])
  async versions(@Path() name: MailTemplateName): Promise<MailTemplateVersionView[]> {
    return (await this.desk.versions(name)).map(versionView);
  }

  @Get('{name}/versions/{version}')
  @Security('principal', ['mail:read'])
  async version(
    @Path() name: MailTemplateName,
    @Path() version: TemplateVersion,
  ): Promise<MailTemplateVersionView> {
    return versionView(await this.desk.version(name, version));
  }

  /** In use again. */
  @Post('{name}/versions/{version}/restore')
  @Security('principal', ['mail:write'])
  async restore(
    @Request() request: HostRequest,
    @Path() name: MailTemplateName,
    @Path() version: TemplateVersion,
  ): Promise<MailTemplateView> {
    return templateView(await this.desk.use(principalOf(request), name, version));
  }

  /** The one in use is refused. */
  @Delete('{name}/versions/{version}')
  @Security('principal', ['mail:write'])
  async removeVersion(
    @Request() request: HostRequest,
    @Path() name: MailTemplateName,
    @Path() version: TemplateVersion,
  ): Promise<DeletedTemplateVersion> {
    const previous = versionView(await this.desk.remove(principalOf(request), name, version));
    return { deleted: true, previous };
  }
}
