/**
 * The name of the bot of `BOT_TOKEN`. Under it stands what a database held before it knew several bots, and what belongs
 * to the whole database.
 */
export const mainBot = 'main';
