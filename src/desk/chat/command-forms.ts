import { commandExamples, type CommandName } from '../../words/general.ts';

/** What stands in the forms below where a channel of the settings belongs. */
const anyChannel = 'CHANNEL';

/** Besides the example of each: the other ways to say it. */
const otherForms: Partial<Readonly<Record<CommandName, readonly string[]>>> = {
  help: ['/help pause'],
  latest: ['/latest', '/latest 10', '/latest CHANNEL'],
  find: ['/find bridge Almaty'],
  preview: ['/preview 12345 CHANNEL', '/preview https://news.example.kz/12345'],
  post: ['/post 12345 CHANNEL', '/post https://news.example.kz/12345'],
  queue: ['/queue CHANNEL'],
  hold: ['/hold https://news.example.kz/12345'],
  release: ['/release https://news.example.kz/12345'],
  kill: ['/kill https://news.example.kz/12345'],
  pause: ['/pause', '/pause CHANNEL', '/pause CHANNEL 90m'],
  resume: ['/resume CHANNEL'],
  digest: ['/digest CHANNEL'],
  stats: ['/stats', '/stats 30d'],
  quiet: ['/quiet', '/quiet CHANNEL', '/quiet CHANNEL 23:00-07:00 silent', '/quiet CHANNEL off'],
  log: ['/log'],
  lang: ['/lang ru', '/lang en'],
  editors: ['/editors', '/editors remove 123456789'],
};

/** Every way to say a command, to be sent as it stands. `channel`: the name of a real one. */
export function formsOf(name: CommandName, channel: string): string[] {
  return [commandExamples[name], ...(otherForms[name] ?? [])].map((form) =>
    form.replace(anyChannel, channel),
  );
}

/** Two slips of a finger in a long word, one in a short one. */
const mostSlips = (word: string) => (word.length > 4 ? 2 : 1);

/** The command that somebody may have meant; null: none is near. */
export function nearestCommand<Name extends CommandName>(word: string, names: readonly Name[]): Name | null {
  let nearest: Name | null = null;
  let fewest = mostSlips(word) + 1;
  for (const name of names) {
    const slips = slipsBetween(word, name);
    if (slips < fewest) [nearest, fewest] = [name, slips];
  }
  return nearest;
}

/** How many letters must be put in, left out, changed or swapped with the next to make one word of the other. */
function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let place = 0; place < other.length; place += 1) {
      const changed = (row[place] ?? 0) + (one[index] === other[place] ? 0 : 1);
      const isSwap = one[index] === other[place - 1] && one[index - 1] === other[place];
      const swapped = isSwap ? (before[place - 1] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(changed, swapped, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
