import { DescribedResult, type Call, type Method } from './call.ts';
import { ApiError, badRequest } from '../shapes.ts';

/** Source: tdlib/telegram-bot-api, Client.cpp; core.telegram.org/bots/api#getting-updates */
export const updateMethods: Record<string, Method> = {
  getupdates: getUpdates,
  setwebhook: setWebhook,
  deletewebhook: deleteWebhook,
  getwebhookinfo: getWebhookInfo,
};

const maxPollSeconds = 50;
const maxUpdates = 100;
const supersededReason =
  'terminated by other getUpdates request; make sure that only one bot instance is running';

function getUpdates(call: Call): unknown {
  const { world, bot, params } = call;
  if (world.state.inboxOf(bot.id).webhookUrl !== '') {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  const offset = params.integer('offset');
  const limit = params.integer('limit', maxUpdates, 1, maxUpdates);
  const timeoutMs = params.integer('timeout', 0, 0, maxPollSeconds) * 1_000;
  storeAllowedUpdates(call);
  const take = () => world.updates.fetch(bot.id, offset, limit);
  // A new poll ends the previous one, even if it finds updates at once.
  world.updates.interrupt(bot.id, supersededReason);
  const found = take();
  return found.length > 0 || timeoutMs === 0 ? found : wait(call, timeoutMs, take);
}

/** Waits until an update arrives, the timeout ends, the bot disconnects, or another poll replaces this one. */
function wait({ world, bot, onGone }: Call, timeoutMs: number, take: () => unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      clearTimeout(timer);
      stopWatching();
      world.updates.stopListening(bot.id, poll);
      act();
    };
    const poll = {
      wake: () => finish(() => resolve(take())),
      supersede: (reason: string) => finish(() => reject(conflict(reason))),
    };
    const timer = setTimeout(() => finish(() => resolve(take())), timeoutMs);
    const stopWatching = onGone(() => finish(() => resolve([])));
    world.updates.listen(bot.id, poll);
  });
}

function conflict(text: string): ApiError {
  return new ApiError(409, `Conflict: ${text}`);
}

/** The list is kept until another one is given. An empty list restores the default. */
function storeAllowedUpdates({ world, bot, params }: Call): void {
  const given = params.json('allowed_updates', "can't parse allowed_updates JSON object");
  if (!Array.isArray(given)) return;
  const allowed = given.length === 0 ? null : given.map(String);
  const inbox = world.state.inboxOf(bot.id);
  if (JSON.stringify(allowed) === JSON.stringify(inbox.allowed)) return;
  world.state.record({ kind: 'updates', botId: bot.id, allowed, webhookUrl: inbox.webhookUrl });
}

/** The address is stored, but nothing is sent to it. */
function setWebhook(call: Call): unknown {
  const { world, bot, params } = call;
  const url = params.text('url');
  if (url === '') return deleteWebhook(call);
  const port = URL.canParse(url) ? Number(new URL(url).port || 443) : 0;
  if (!URL.canParse(url)) throw badRequest('bad webhook: invalid webhook URL specified');
  if (!url.startsWith('https://')) throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (![80, 88, 443, 8443].includes(port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
  if (params.flag('drop_pending_updates')) world.updates.forgetAll(bot.id);
  storeAllowedUpdates(call);
  const { allowed, webhookUrl } = world.state.inboxOf(bot.id);
  if (webhookUrl === url) return new DescribedResult(true, 'Webhook is already set');
  world.state.record({ kind: 'updates', botId: bot.id, allowed, webhookUrl: url });
  world.updates.interrupt(bot.id, 'terminated by setWebhook request');
  return new DescribedResult(true, 'Webhook was set');
}

function deleteWebhook({ world, bot, params }: Call): DescribedResult {
  if (params.flag('drop_pending_updates')) world.updates.forgetAll(bot.id);
  const { allowed, webhookUrl } = world.state.inboxOf(bot.id);
  if (webhookUrl === '') return new DescribedResult(true, 'Webhook is already deleted');
  world.state.record({ kind: 'updates', botId: bot.id, allowed, webhookUrl: '' });
  return new DescribedResult(true, 'Webhook was deleted');
}

function getWebhookInfo({ world, bot }: Call) {
  const { allowed, webhookUrl, entries } = world.state.inboxOf(bot.id);
  return {
    url: webhookUrl,
    has_custom_certificate: false,
    pending_update_count: entries.length,
    ...(allowed === null ? {} : { allowed_updates: allowed }),
  };
}
