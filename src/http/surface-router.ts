import type { Surface } from './surfaces/surface.js';

/** Finds the surface of a path: the longest prefix on a segment boundary, so that `/a` is no prefix of `/about`. */
export class SurfaceRouter {
  private readonly prefixes: readonly (readonly [prefix: string, surface: Surface])[];

  constructor(readonly surfaces: readonly Surface[]) {
    this.prefixes = surfaces
      .flatMap((surface) => surface.prefixes.map((prefix) => [prefix, surface] as const))
      .sort(([a], [b]) => b.length - a.length);
  }

  find(path: string): Surface | undefined {
    for (const [prefix, surface] of this.prefixes) {
      if (path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/'))
        return surface;
    }
    return undefined;
  }
}
