import type { ApprovalPorts } from '../watch/approval.ts';
import { TelegramLogChat } from '../watch/log-chat.ts';
import type { Parts } from './parts.ts';

/** null: there is nobody to ask. */
export function approvalPorts(parts: Parts): ApprovalPorts | null {
  const { logChatId } = parts.access;
  if (logChatId === null) return null;
  const { channels, deskLanguage: language, timeZone } = parts.config;
  return {
    approvals: parts.store.approvals,
    channels,
    language,
    timeZone,
    logChat: new TelegramLogChat(parts.telegram.api, logChatId),
    isListening: () => parts.isListening(),
    now: () => parts.clock.now(),
    onChange: () => parts.wake(),
    onFailure: (error) => parts.log.warn({ error }, 'editors could not be asked; it is tried again'),
  };
}
