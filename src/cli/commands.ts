import type { Command, ListedCommand } from './command.ts';

/** What a command line of ours can begin with, in the order of the help. */
export const commands = {
  init: {
    summary: 'Set khabarshy up: the token, a channel, an owner, a first source.',
    load: () => import('./init/init.ts'),
  },
  run: {
    summary: 'Post what is new, until stopped. Without BOT_TOKEN: on a Telegram of its own on this machine.',
    load: () => import('./run.ts'),
  },
  import: {
    summary: 'Bring articles into the store, from JSON, saved feeds or saved pages.',
    load: () => import('./import.ts'),
  },
  preview: {
    summary: 'Show the post that an article will become.',
    load: () => import('./preview/preview.ts'),
  },
  status: {
    summary: 'Show what waits, what was sent, and what needs a person.',
    load: () => import('./status.ts'),
  },
  stats: {
    summary: 'Show what readers did: reactions, comments, subscribers. As CSV too.',
    load: () => import('./stats/stats.ts'),
  },
  sources: {
    summary: 'Show where news comes from, try and add feeds.',
    load: () => import('./sources/sources.ts'),
  },
  doctor: {
    summary: 'Check the settings, the database, the bot and its rights.',
    load: () => import('./doctor.ts'),
  },
  cluster: {
    summary: 'Show the processes that share the bots, and who works for which.',
    load: () => import('./cluster.ts'),
  },
  retry: {
    summary: 'Promise again what Telegram refused.',
    load: () => import('./retry.ts'),
  },
  backup: {
    summary: 'Write a whole copy of the SQLite database to a new file.',
    load: () => import('./backup.ts'),
  },
  prune: {
    summary: 'Delete articles and entries of the log that are older than the settings keep them.',
    load: () => import('./prune.ts'),
  },
  burst: {
    summary: 'Answer the question about many articles without a date.',
    load: () => import('./burst.ts'),
  },
  config: {
    summary: 'Print the settings in force, without secrets.',
    load: () => import('./config.ts'),
  },
  completion: {
    summary: 'Print what lets bash or zsh complete commands and options.',
    load: async (): Promise<Command> =>
      (await import('./completion/completion.ts')).completionOf(Object.entries(commands)),
  },
} satisfies Record<string, ListedCommand>;

export type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as CommandName[]; // `commands` has no other keys

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
