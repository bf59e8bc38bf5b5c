/** The version of the host. Plugins name a range of it in `host`. */
export const HOST_VERSION = '0.1.0';
