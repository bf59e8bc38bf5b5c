import { ProblemError } from './http/problem.js';

/** What plugins register by name: `<owner>.<rest>`, so that two of them never mean the same. */
export interface Named {
  readonly name: string;
}

/** A room in which plugins register something that comes and goes with them. */
export interface Registry<Spec extends Named = Named> {
  /** Throws a problem when the specs do not go together with what is live. Changes nothing. */
  check(owner: string, specs: readonly Spec[]): void;
  /** What takes its time, before anything is live. Throws when the specs cannot be used. */
  prepare(owner: string, specs: readonly Spec[]): Promise<void>;
  /** Synchronous: nobody sees half a plugin. */
  declare(owner: string, specs: readonly Spec[]): void;
  withdraw(owner: string): void;
  /** Aborts what runs on behalf of the owner, and waits until it has settled. Withdraw first. */
  drain(owner: string): Promise<void>;
  /** Deletes what the owner has kept in the room's tables; in the transaction of the uninstallation. */
  forget(owner: string): Promise<void>;
}

const PATTERN = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9_-]*)+$/;
const LONGEST_NAME = 120;

/** `<owner>.<what it is>` */
export function isOwnedName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= LONGEST_NAME && PATTERN.test(name);
}

/** Specs by name, each with its owner. Rooms extend it with what they do on draining and forgetting. */
export class OwnedRegistry<Spec extends Named> implements Registry<Spec> {
  private readonly specs = new Map<string, { readonly owner: string; readonly spec: Spec }>();

  /** `noun`: what the messages call one of them: `job`, `cron task`. */
  constructor(private readonly noun: string) {}

  find(name: string): Spec | undefined {
    return this.specs.get(name)?.spec;
  }

  ownerOf(name: string): string | undefined {
    return this.specs.get(name)?.owner;
  }

  list(): readonly { readonly owner: string; readonly spec: Spec }[] {
    return [...this.specs.values()];
  }

  check(owner: string, specs: readonly Spec[]): void {
    const seen = new Set<string>();
    for (const { name } of specs) {
      if (!isOwnedName(name) || !name.startsWith(`${owner}.`)) {
        const rule = `its name must be "${owner}." and lower case words, at most ${LONGEST_NAME} characters`;
        throw new ProblemError('conflict', `The ${this.noun} ${name} cannot be declared: ${rule}`, {
          reason: 'bad_name',
        });
      }
      const taken = this.specs.get(name)?.owner ?? owner;
      if (taken !== owner || seen.has(name)) {
        const message = `The ${this.noun} ${name} is already declared by ${taken}`;
        throw new ProblemError('conflict', message, { reason: 'name_taken' });
      }
      seen.add(name);
    }
  }

  async prepare(_owner: string, _specs: readonly Spec[]): Promise<void> {}

  declare(owner: string, specs: readonly Spec[]): void {
    this.check(owner, specs);
    for (const spec of specs) this.specs.set(spec.name, { owner, spec });
  }

  withdraw(owner: string): void {
    for (const [name, declared] of this.specs) if (declared.owner === owner) this.specs.delete(name);
  }

  async drain(_owner: string): Promise<void> {}

  async forget(_owner: string): Promise<void> {}
}
