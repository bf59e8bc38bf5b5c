import {
  asWritten,
  Body,
  Controller,
  type Counted,
  camelKeys,
  Delete,
  Get,
  type HostRequest,
  type Id,
  type Order,
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
import type {
  Priority,
  ProjectSort,
  ProjectStatus,
  Projects,
  TaskSort,
  TaskStatus,
  Tasks,
} from '../../contract.js';
import type { SearchText } from '../params.js';
import {
  type DeletedProject,
  type ProjectBody,
  type ProjectPatch,
  type ProjectView,
  projectView,
} from './project.view.js';
import { type TaskView, taskView } from './task.view.js';

@Route('projects')
@Tags('Projects')
export class ProjectsController extends Controller {
  constructor(
    private readonly projects: Projects,
    private readonly tasks: Tasks,
  ) {
    super();
  }

  /** Newest first, or by name or due date. `search`: each word begins a word of the name. */
  @Get()
  @Security('principal', ['projects:read'])
  async listProjects(
    @Request() request: HostRequest,
    @Query() client_id?: Id,
    @Query() status?: ProjectStatus,
    @Query() search?: SearchText,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: ProjectSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<ProjectView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const filter = { clientId: client_id, status, search };
    return (await this.projects.list(principalOf(request), { ...filter, ...listing })).map(projectView);
  }

  @Get('{id}')
  @Security('principal', ['projects:read'])
  async getProject(@Request() request: HostRequest, @Path() id: Id): Promise<ProjectView> {
    return projectView(await this.projects.get(principalOf(request), id));
  }

  /** The tasks of one project, newest first. */
  @Get('{id}/tasks')
  @Security('principal', ['tasks:read'])
  async listProjectTasks(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Query() stage_id?: Id,
    @Query() assignee_id?: Id,
    @Query() priority?: Priority,
    @Query() status?: TaskStatus,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: TaskSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<TaskView>> {
    await this.projects.get(principalOf(request), id);
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const filter = { projectId: id, stageId: stage_id, assigneeId: assignee_id, priority, status };
    return (await this.tasks.list(principalOf(request), { ...filter, ...listing })).map(taskView);
  }

  @Post()
  @Security('principal', ['projects:write'])
  @SuccessResponse(201)
  async createProject(@Request() request: HostRequest, @Body() body: ProjectBody): Promise<ProjectView> {
    return projectView(await asWritten(this.projects.create(principalOf(request), camelKeys(body))));
  }

  /** Changes what is given. */
  @Put('{id}')
  @Security('principal', ['projects:write'])
  async updateProject(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: ProjectPatch,
  ): Promise<ProjectView> {
    return projectView(await asWritten(this.projects.update(principalOf(request), id, camelKeys(body))));
  }

  /** 409 while it has tasks or time entries; the status `archived` puts it away instead. */
  @Delete('{id}')
  @Security('principal', ['projects:write'])
  async deleteProject(@Request() request: HostRequest, @Path() id: Id): Promise<DeletedProject> {
    return { deleted: true, previous: projectView(await this.projects.delete(principalOf(request), id)) };
  }
}
