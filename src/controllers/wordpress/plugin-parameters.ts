export type PluginStatusParameter = 'inactive' | 'active';

/** Name of a plugin. */
export type PluginName = string;

export interface PluginChange {
  status?: PluginStatusParameter;
}

/** A packed plugin, and the password of whoever sends it. */
export interface PluginUpload {
  /**
   * What `koapress plugin pack` has written: a file in a form, or as base64.
   * @minLength 1
   */
  package: string;
  /**
   * Of the user who is signed in, once more; the header X-Koapress-Password does as well.
   * @maxLength 4096
   */
  password?: string;
  /** Switch it on at once. */
  status?: PluginStatusParameter;
}
