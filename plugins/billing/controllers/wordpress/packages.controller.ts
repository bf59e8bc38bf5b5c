import {
  Body,
  Controller,
  Get,
  type HostRequest,
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
import type { Unit } from '../../contract.js';
import type { PackageCatalogue } from '../../packages/packages.js';
import {
  type PackageBody,
  type PackagePatch,
  packageValues,
  type SoldPackageView,
  soldPackageView,
} from './package.view.js';

/** For administrators of the site: what the operator sells once. */
@Route('billing/v1/packages')
@Tags('Billing')
export class PackagesController extends Controller {
  constructor(private readonly packages: PackageCatalogue) {
    super();
  }

  /** The cheapest first, those that are not sold any more too. All of them. */
  @Get()
  @Security('principal', ['packages:write'])
  async listPackages(@Query() unit?: Unit): Promise<SoldPackageView[]> {
    return (await this.packages.all(unit)).map(soldPackageView);
  }

  @Get('{slug}')
  @Security('principal', ['packages:write'])
  async getPackage(@Path() slug: string): Promise<SoldPackageView> {
    return soldPackageView(await this.packages.named(slug));
  }

  @Post()
  @Security('principal', ['packages:write'])
  @SuccessResponse(201)
  async createPackage(@Request() request: HostRequest, @Body() body: PackageBody): Promise<SoldPackageView> {
    return soldPackageView(await this.packages.create(principalOf(request), packageValues(body)));
  }

  /** Changes what is given. */
  @Put('{slug}')
  @Security('principal', ['packages:write'])
  async updatePackage(
    @Request() request: HostRequest,
    @Path() slug: string,
    @Body() body: PackagePatch,
  ): Promise<SoldPackageView> {
    return soldPackageView(await this.packages.update(principalOf(request), slug, packageValues(body)));
  }
}
