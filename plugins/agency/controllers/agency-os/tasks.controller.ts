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
import type { Priority, TaskSort, TaskStatus, Tasks } from '../../contract.js';
import type { SearchText } from '../params.js';
import { type DeletedTask, type TaskBody, type TaskPatch, type TaskView, taskView } from './task.view.js';

@Route('tasks')
@Tags('Tasks')
export class TasksController extends Controller {
  constructor(private readonly tasks: Tasks) {
    super();
  }

  /** Newest first, or by due date. `search`: each word begins a word of the title. */
  @Get()
  @Security('principal', ['tasks:read'])
  async listTasks(
    @Request() request: HostRequest,
    @Query() project_id?: Id,
    @Query() stage_id?: Id,
    @Query() assignee_id?: Id,
    @Query() priority?: Priority,
    @Query() status?: TaskStatus,
    @Query() search?: SearchText,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: TaskSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<TaskView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const filter = {
      projectId: project_id,
      stageId: stage_id,
      assigneeId: assignee_id,
      priority,
      status,
      search,
    };
    return (await this.tasks.list(principalOf(request), { ...filter, ...listing })).map(taskView);
  }

  @Get('{id}')
  @Security('principal', ['tasks:read'])
  async getTask(@Request() request: HostRequest, @Path() id: Id): Promise<TaskView> {
    return taskView(await this.tasks.get(principalOf(request), id));
  }

  /** For oneself, or with `tasks:manage` for anybody. */
  @Post()
  @Security('principal', ['tasks:write'])
  @SuccessResponse(201)
  async createTask(@Request() request: HostRequest, @Body() body: TaskBody): Promise<TaskView> {
    return taskView(await asWritten(this.tasks.create(principalOf(request), camelKeys(body))));
  }

  /** Changes what is given: of one's own tasks, or with `tasks:manage` of any. */
  @Put('{id}')
  @Security('principal', ['tasks:write'])
  async updateTask(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: TaskPatch,
  ): Promise<TaskView> {
    return taskView(await asWritten(this.tasks.update(principalOf(request), id, camelKeys(body))));
  }

  /** 409 while time is kept on it. */
  @Delete('{id}')
  @Security('principal', ['tasks:write'])
  async deleteTask(@Request() request: HostRequest, @Path() id: Id): Promise<DeletedTask> {
    return { deleted: true, previous: taskView(await this.tasks.delete(principalOf(request), id)) };
  }
}
