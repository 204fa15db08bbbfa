/** Cookies of one fetch, so that a site that sets one and redirects does not do so for ever. They end with the fetch. */
export class Cookies {
  /** By host, then by name. */
  readonly #kept = new Map<string, Map<string, string>>();

  take(host: string, lines: readonly string[]): void {
    for (const line of lines.slice(0, mostCookies)) {
      const [, name, value] = /^\s*([^=;\s]+)=([^;\r\n]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined || line.length > mostLetters) continue;
      const cookies = this.#kept.get(host) ?? new Map<string, string>();
      if (cookies.size < mostCookies || cookies.has(name)) cookies.set(name, value.trim());
      this.#kept.set(host, cookies);
    }
  }

  /** Only for the host that set them, whatever else they say. */
  headerFor(host: string): { cookie?: string } {
    const pairs = [...(this.#kept.get(host) ?? [])].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { cookie: pairs.join('; ') };
  }
}

const mostCookies = 20;
const mostLetters = 4096;
