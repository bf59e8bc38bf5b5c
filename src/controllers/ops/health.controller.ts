import { type Bare, bare, Controller, Get, Response, Route, Tags } from '#host';
import type { Health } from '../../health/health.js';

export interface HealthView {
  status: 'ok' | 'error';
  version: string;
  /**
   * Seconds since the process started to serve.
   * @isInt
   */
  uptime: number;
  db: 'connected' | 'error';
  redis: 'connected' | 'disconnected' | 'not_configured' | 'error';
}

export interface ReadinessView {
  ready: boolean;
}

export interface VersionView {
  version: string;
  /**
   * Seconds since the process started to serve.
   * @isInt
   */
  uptime: number;
}

/** For load balancers, monitors and people: no credential, no envelope. */
@Route('')
@Tags('Health')
export class HealthController extends Controller {
  constructor(private readonly health: Health) {
    super();
  }

  /** Whether the site works: 200, or 503 while its database is away. */
  @Get('health')
  @Response<HealthView>(503, 'The database is unavailable')
  async show(): Promise<Bare<HealthView>> {
    const report = await this.health.report();
    this.setStatus(report.status === 'ok' ? 200 : 503);
    return bare<HealthView>(report);
  }

  /** Whether the site wants work: 503 also while it stops. */
  @Get('ready')
  @Response<ReadinessView>(503, 'Not ready')
  async ready(): Promise<Bare<ReadinessView>> {
    const ready = await this.health.ready();
    this.setStatus(ready ? 200 : 503);
    return bare<ReadinessView>({ ready });
  }

  /** Which version answers, and since when. */
  @Get('version')
  async version(): Promise<Bare<VersionView>> {
    const { version, uptime } = await this.health.report();
    return bare<VersionView>({ version, uptime });
  }
}
