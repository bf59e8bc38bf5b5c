import { agencyOs } from './agency-os.js';
import { assistants } from './assistants.js';
import { hosting } from './hosting.js';
import { ops } from './ops.js';
import { org } from './org.js';
import type { Surface } from './surface.js';
import { wordpress } from './wordpress.js';

/** Every API style of the site. */
export const surfaces: readonly Surface[] = [wordpress, agencyOs, hosting, assistants, ops, org];
