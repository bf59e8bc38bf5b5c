import type { Readings } from './reading.js';

const WP = '/wp-json/wp/v2';

export const pluginReadings: Readings = {
  [`DELETE ${WP}/plugins/{plugin}`]: ({ params }) => ({ template: `GET ${WP}/plugins/{plugin}`, params }),
};
