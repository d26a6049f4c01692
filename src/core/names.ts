// Texts that repeat (segments, queues, people), each kept once and named by a number. Number 0 is
// the empty text, which stands for "none". For the tables behind core/reference.

export class Names {
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #names: string[] = [''];

  intern(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#numbers.set(name, number);
    this.#names.push(name);
    return number;
  }

  name(number: number): string {
    return this.#names[number] ?? '';
  }
}
