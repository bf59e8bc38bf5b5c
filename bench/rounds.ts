import type { Contender } from './arena.js';
import { type Case, SameAnswers } from './cases.js';
import { median, type Rate, run } from './load.js';

export interface Effort {
  readonly rounds: number;
  /** Once for each side, so that its code is compiled. */
  readonly firstMs: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly lanes: number;
}

/** One side of a comparison. */
export interface Side {
  readonly name: string;
  readonly contender: Contender;
  readonly measured: Case;
  /** Fewer lanes where one request takes so long that many at once would only queue. */
  readonly lanes?: number;
}

/** One round of one side. */
export interface Round extends Rate {
  /** Microseconds of the server's processor time for each request. */
  readonly processor: number;
}

export type Rates = ReadonlyMap<string, readonly Round[]>;

/** Short rounds in turn, A B A B: what else the machine does meanwhile meets all sides alike. */
export async function interleave(sides: readonly Side[], effort: Effort): Promise<Rates> {
  const rates = new Map<string, Round[]>(sides.map((side) => [side.name, []]));
  const prepared = sides.map((side) => {
    const shots = side.measured.shots(side.contender);
    return { ...side, shots, answers: new SameAnswers(side.measured, shots.length) };
  });
  for (let round = -1; round < effort.rounds; round++) {
    for (const { name, contender, lanes, shots, answers } of prepared) {
      const before = contender.server.processorTime();
      const rate = await run({
        target: contender.server.target,
        lanes: lanes ?? effort.lanes,
        warmUpMs: effort.warmUpMs,
        measureMs: round < 0 ? effort.firstMs : effort.measureMs,
        next: (n) => shots[n % shots.length] as (typeof shots)[number],
        check: (answer, n) => answers.check(answer, n),
      });
      if (round < 0) continue;
      const used = contender.server.processorTime() - before;
      rates.get(name)?.push({ ...rate, processor: (used * 1000) / rate.answered });
    }
  }
  return rates;
}

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** How often the one answers while the other answers once, round by round. */
export function ratio(rates: Rates, one: string, other: string): Ratio {
  const left = rates.get(one) ?? [];
  const right = rates.get(other) ?? [];
  const each = left.map((rate, round) => rate.perSecond / (right[round] as Round).perSecond);
  return { median: median(each), least: Math.min(...each), most: Math.max(...each) };
}

export function perSecond(rates: Rates, name: string): number {
  return median((rates.get(name) ?? []).map((rate) => rate.perSecond));
}

export function p50(rates: Rates, name: string): number {
  return median((rates.get(name) ?? []).map((rate) => rate.p50));
}

export function processor(rates: Rates, name: string): number {
  return median((rates.get(name) ?? []).map((rate) => rate.processor));
}
