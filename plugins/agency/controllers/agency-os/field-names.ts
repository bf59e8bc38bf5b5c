export { asWritten, type CamelKeys, camelKeys } from '#host';
