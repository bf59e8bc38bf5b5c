// Reads what `ava --tap` writes: shows progress and failures, and counts.
const RESULT = /^(not )?ok \d+ - (.*)$/;
const EVERY = 100;

/** Takes lines one by one; `write` gets what a person wants to see. */
export class TapReader {
  passed = 0;
  failed = 0;
  skipped = [];
  #failing = false;

  constructor(write) {
    this.write = write;
  }

  line(text) {
    const result = RESULT.exec(text);
    if (!result) {
      this.#detail(text);
      return;
    }
    const [, not, title] = result;
    this.#failing = false;
    if (/ # (SKIP|TODO)\b/.test(title)) this.skipped.push(title);
    else if (not) this.#fail(title);
    else this.#pass();
  }

  #pass() {
    this.passed += 1;
    if (this.passed % EVERY === 0) this.write(`  ${this.passed} passed\n`);
  }

  #fail(title) {
    this.failed += 1;
    this.#failing = true;
    this.write(`\n✘ ${title}\n`);
  }

  /** Below a failure stands what happened; elsewhere only what tests and processes wrote by themselves matters. */
  #detail(text) {
    const isFrame = /^(TAP version|1\.\.\d+|# (tests|pass|fail|skip|todo) \d+|\s*---|\s*\.\.\.)/.test(text);
    if (isFrame || text.trim() === '') return;
    if (this.#failing || text.startsWith('# ') === false) this.write(`${text}\n`);
  }
}
