import { buildProject } from './authoring/build.js';
import { createProject } from './authoring/create.js';
import { installPackage } from './authoring/install.js';
import { packProject } from './authoring/pack.js';
import { folderOf } from './authoring/project.js';
import { testProject } from './authoring/test.js';
import { validateProject } from './authoring/validate.js';
import type { CommandSpec } from './command.js';

/** From nothing to a plugin that runs: for people who write plugins outside of this repository. */
export const authoringCommands: readonly CommandSpec[] = [
  {
    usage: 'create <name>',
    description: 'write a small whole plugin to begin with',
    options: [['--dir <folder>', 'where to; default: a new folder with its name']],
    run: createProject,
  },
  {
    usage: 'build [folder]',
    description: 'make its routes, check its types, and compile it into dist/',
    run: (input) => buildProject(folderOf(input), input),
  },
  {
    usage: 'test [folder]',
    description: 'run its tests',
    run: (input) => testProject(folderOf(input), input),
  },
  {
    usage: 'validate [folder]',
    description: 'try it on a throw-away site: manifest, routes, migrations up and down, scopes, size',
    run: (input) => validateProject(folderOf(input)),
  },
  {
    usage: 'pack [folder]',
    description: 'put it into one file, <name>-<version>.tgz',
    run: (input) => packProject(folderOf(input)),
  },
  {
    usage: 'install <file>',
    description:
      'take a packed plugin, or a folder with a built one, into the site; it is off until it is activated',
    run: installPackage,
  },
];
