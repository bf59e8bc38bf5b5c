const FIRST_MONTH = '1970-01';
/** The one after it has more than four digits for its year. */
const LAST_MONTH = '9999-12';

/** `2026-11`, from 1970 to the end of four digits. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text >= FIRST_MONTH && text < LAST_MONTH;
}

/** The first instant of a month, UTC. */
export function startOf(month: string): Date {
  return new Date(`${month}-01T00:00:00.000Z`);
}

export function following(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

export function monthOf(instant: Date): string {
  return instant.toISOString().slice(0, 7);
}
