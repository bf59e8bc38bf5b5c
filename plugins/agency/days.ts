export { assertDays, dayAt, isDay } from '#host';
