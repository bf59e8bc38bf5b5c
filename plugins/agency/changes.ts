export { changed, given } from '#host';
