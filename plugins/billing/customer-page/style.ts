import { html } from '#host';

/** Beside the styles of the site, whose pages are narrower. */
export const style = html`<style>
body main { max-width: 46rem; }
body main img { display: block; max-width: 12rem; max-height: 5rem; margin-bottom: .5rem; }
.parties { display: flex; flex-wrap: wrap; gap: 1rem 4rem; justify-content: space-between; }
address { font-style: normal; min-width: 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1.5rem; }
dt { color: #50575e; }
dd { margin: 0; }
.wide { overflow-x: auto; }
.lines { width: 100%; border-collapse: collapse; }
.lines th, .lines td { padding: .4rem .5rem; text-align: right; white-space: nowrap; vertical-align: top; border-bottom: 1px solid #dcdcde; }
.lines th:first-child, .lines td:first-child { padding-left: 0; text-align: left; white-space: pre-line; overflow-wrap: anywhere; min-width: 12rem; }
.lines th:last-child, .lines td:last-child { padding-right: 0; }
.sums { margin: 1rem 0 0 auto; }
.sums th { padding: .15rem 2rem .15rem 0; font-weight: normal; text-align: left; }
.sums td { text-align: right; white-space: nowrap; }
.sums .total th, .sums .total td { font-weight: bold; }
.said { white-space: pre-line; color: #50575e; }
@media (max-width: 40rem) {
  body main { margin: 0; padding: 1rem; border: 0; }
  .lines thead, .lines td:empty { display: none; }
  .lines tr { display: block; padding: .4rem 0; border-bottom: 1px solid #dcdcde; }
  .lines td { display: flex; justify-content: space-between; gap: 1rem; padding: 0; border: 0; }
  .lines td:first-child { display: block; margin-bottom: .2rem; }
  .lines td:not(:first-child)::before { content: attr(data-head); color: #50575e; }
}
</style>
`;
