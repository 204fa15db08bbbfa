import { badRequest } from '../shapes.ts';

export interface Upload {
  name: string;
  mime: string;
  bytes: Buffer;
}

/**
 * The arguments of a request, read as leniently as Telegram reads them. All are texts; a number is read from the
 * beginning of its text; true is `true`, `yes` or `1`. Source: tdlib/telegram-bot-api, Client.cpp (`to_bool`, `get_integer_arg`).
 */
export class Params {
  readonly #values: ReadonlyMap<string, string>;
  readonly #uploads: ReadonlyMap<string, Upload>;

  constructor(values: ReadonlyMap<string, string>, uploads: ReadonlyMap<string, Upload> = new Map()) {
    this.#values = values;
    this.#uploads = uploads;
  }

  /** @returns '' if it is missing */
  text(name: string): string {
    return this.#values.get(name) ?? '';
  }

  has(name: string): boolean {
    return this.text(name) !== '';
  }

  flag(name: string): boolean {
    return isTrue(this.text(name));
  }

  integer(name: string, fallback = 0, min = -2_147_483_648, max = 2_147_483_647): number {
    const text = this.text(name);
    return text === '' ? fallback : Math.min(max, Math.max(min, toInteger(text)));
  }

  /** @returns undefined if it is missing. Throws 400 with `problem` if it is not JSON. */
  json(name: string, problem: string): unknown {
    const text = this.text(name);
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw badRequest(problem);
    }
  }

  /** A copy in which one argument has this value. */
  withText(name: string, value: string): Params {
    return new Params(new Map(this.#values).set(name, value), this.#uploads);
  }

  upload(name: string): Upload | undefined {
    return this.#uploads.get(name);
  }
}

function isTrue(text: string): boolean {
  return ['true', 'yes', '1'].includes(text.trim().toLowerCase());
}

/** The integer at the beginning of a text; 0 if there is none. */
export function toInteger(text: string): number {
  const match = /^-?\d+/.exec(text);
  return match === null ? 0 : Number(match[0]);
}

/** The value if it is a JSON object, or null. */
export function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>) // just shown to be one
    : null;
}

/** Fields of JSON arguments are read as leniently as arguments themselves. */
export function textField(record: Record<string, unknown>, name: string): string {
  const value = record[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function flagField(record: Record<string, unknown>, name: string): boolean {
  return isTrue(textField(record, name));
}

export function integerField(record: Record<string, unknown>, name: string): number {
  return toInteger(textField(record, name));
}
