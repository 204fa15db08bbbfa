/** A query in the form that a driver takes, and how often the moment stands in it. */
export interface PreparedQuery {
  text: string;
  moments: number;
}

/** Texts, names and comments, in which `:since` means nothing; then `::`, which is a cast; then what is looked for. */
const parts =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\/|\$(\w*)\$[^]*?\$\1\$|::|:since\b/giu;

/** Puts the sign of a parameter in the place of each `:since`. A semicolon at the end is no part of the query. */
export function prepareQuery(query: string, sign: '?' | '$1'): PreparedQuery {
  let moments = 0;
  const text = query.replaceAll(parts, (part) => {
    if (!/^:since$/iu.test(part)) return part;
    moments += 1;
    return sign;
  });
  return { text: text.replace(/;\s*$/u, ''), moments };
}
