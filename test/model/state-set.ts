/** A set of vectors of numbers of one length, each kept whole. */
export class StateSet {
  readonly #width: number;
  #vectors: Int32Array;
  #places: Int32Array;
  #size = 0;

  constructor(width: number) {
    this.#width = width;
    this.#vectors = new Int32Array(width * 1024);
    this.#places = new Int32Array(2048);
  }

  get size(): number {
    return this.#size;
  }

  /** The vector's number, from 1; negative where it was not known. */
  add(vector: readonly number[]): number {
    if (this.#size * 2 >= this.#places.length) this.#grow();
    const mask = this.#places.length - 1;
    let place = hash(vector) & mask;
    for (let known = this.#places[place]; known; known = this.#places[place]) {
      if (this.#isAt(known, vector)) return known;
      place = (place + 1) & mask;
    }
    this.#size += 1;
    this.#places[place] = this.#size;
    this.#vectors.set(vector, (this.#size - 1) * this.#width);
    return -this.#size;
  }

  #isAt(number: number, vector: readonly number[]): boolean {
    const start = (number - 1) * this.#width;
    for (let at = 0; at < this.#width; at += 1) {
      if (this.#vectors[start + at] !== vector[at]) return false;
    }
    return true;
  }

  #grow(): void {
    const vectors = new Int32Array(this.#vectors.length * 2);
    vectors.set(this.#vectors);
    this.#vectors = vectors;
    this.#places = new Int32Array(this.#places.length * 2);
    const mask = this.#places.length - 1;
    for (let number = 1; number <= this.#size; number += 1) {
      const start = (number - 1) * this.#width;
      let place = hash(vectors.subarray(start, start + this.#width)) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = number;
    }
  }
}

function hash(vector: ArrayLike<number>): number {
  let sum = 17;
  for (let at = 0; at < vector.length; at += 1) sum = Math.imul(sum ^ (vector[at] ?? 0), 0x9e3779b1) ^ (sum >>> 15);
  return (sum ^ (sum >>> 13)) >>> 0;
}
