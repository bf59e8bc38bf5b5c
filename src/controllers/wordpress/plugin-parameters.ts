export type PluginStatusParameter = 'inactive' | 'active';

/** Name of a plugin. */
export type PluginName = string;

export interface PluginChange {
  status?: PluginStatusParameter;
}
